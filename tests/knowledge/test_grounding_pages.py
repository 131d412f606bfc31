"""Questions to whole pages, with real retrieval: a support handbook, a staff handbook, a manual, a lease, a
laboratory report, each in both languages and all in one base.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from weir.core.store import Store
from weir.documents import Parsers
from weir.knowledge import Answer, Evidence, Knowledge, answer_from

PAGES = Path(__file__).parent / "grounding_cases_pages"
Ask = tuple[Knowledge, str]


@dataclass(frozen=True)
class Case:
    """A question and how it ends: ``=`` in the first sentence, ``~`` in any, ``!`` refused."""

    question: str
    mark: str
    wanted: str
    weak: bool


def cases() -> Iterator[Case]:
    question = ""
    for line in (PAGES / "questions.txt").read_text("utf-8").splitlines():
        if line[:1] in ("=", "~", "!"):
            yield Case(question, line[0], line[1:].lstrip("? "), line[1:2] == "?")
        elif line and not line.startswith("#"):
            question = line


CASES = list(cases())


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ask]:
    home = tmp_path_factory.mktemp("pages")
    store = Store.open(f"sqlite:///{home / 'weir.db'}", durability="process")
    with Parsers(workers=1) as parsers:
        knowledge = Knowledge(store, home, parsers)
        created = knowledge.create("pages", "pr_1")
        knowledge.follow(created.id, sorted(PAGES.glob("*.md")))
        yield knowledge, created.id
    store.close()


def ask(base: Ask, question: str) -> tuple[Answer, list[Evidence]]:
    evidence = base[0].retrieve(question, [base[1]])
    return answer_from(question, evidence), evidence


def parameters(*marks: str) -> list[object]:
    return [
        pytest.param(case, id=case.question, marks=[pytest.mark.xfail(strict=True)] * case.weak)
        for case in CASES
        if case.mark in marks
    ]


@pytest.mark.parametrize("case", parameters("=", "~"))
def test_a_question_to_the_pages_is_answered(case: Case, base: Ask) -> None:
    answer, _ = ask(base, case.question)
    assert answer.sufficient, answer.reason
    assert case.wanted in (answer.sentences[0].text if case.mark == "=" else answer.text)


@pytest.mark.parametrize("case", parameters("!"))
def test_what_the_pages_do_not_say_is_refused(case: Case, base: Ask) -> None:
    answer, _ = ask(base, case.question)
    assert not answer.sufficient, answer.text


def test_no_heading_and_no_head_of_a_table_is_quoted(base: Ask) -> None:
    headings = {line.lstrip("# ") for page in PAGES.glob("*.md") for line in page.read_text().splitlines()
                if line.startswith("#")}  # fmt: skip
    quoted = {cited.text for case in CASES for cited in ask(base, case.question)[0].sentences}
    assert quoted & headings == set()
    assert not [text for text in quoted if "| Severity |" in text or "| 级别 |" in text or "|---" in text]


def test_pages_in_the_language_of_the_question_are_quoted_first(base: Ask) -> None:
    for case in CASES:
        answer, evidence = ask(base, case.question)
        language = f".{answer.question.language}."
        assert all(language in evidence[cited.evidence].document for cited in answer.sentences[:1]), case


def test_a_definition_is_found_where_every_chunk_has_the_word(base: Ask) -> None:
    knowledge, _ = base
    other = knowledge.create("definitions", "pr_1")
    for number in range(40):
        page = f"# Notes {number}\n\nThe weir was inspected in week {number}. The weir holds {number} boards."
        knowledge.ingest(knowledge.add_document(other.id, f"{number}.md", page.encode()).id)
    page = b"# Works\n\n" + b"The works were built long ago. " * 20 + b"A weir is a low dam across a river."
    knowledge.ingest(knowledge.add_document(other.id, "works.md", page).id)
    answer = answer_from("What is a weir?", knowledge.retrieve("What is a weir?", [other.id]))
    assert answer.sentences[0].text == "A weir is a low dam across a river."


def test_another_language_still_answers_where_only_it_has_the_answer(base: Ask) -> None:
    knowledge, _ = base
    other = knowledge.create("one language", "pr_1")
    knowledge.ingest(
        knowledge.add_document(other.id, "a.md", "# 参数\n\nTarn 50 的功率为 900 瓦。".encode()).id
    )
    answer = answer_from("Tarn 50 power 功率", knowledge.retrieve("Tarn 50 power 功率", [other.id]))
    assert "900" in answer.text
