"""Questions of our own in both languages: the answer is quoted first; without it the question is refused."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from weir.knowledge import Evidence, analyse, answer_from


@dataclass(frozen=True)
class Case:
    """One block of a cases file; `weak` names the claims that are known not to hold yet."""

    question: str
    kind: str
    answer: str
    good: tuple[str, ...]
    noise: tuple[str, ...]
    weak: str


def cases() -> Iterator[Case]:
    for path in sorted(Path(__file__).parent.glob("grounding_cases_*.txt")):
        for block in path.read_text("utf-8").split("\n\n"):
            lines = [line for line in block.splitlines() if line and not line.startswith("#")]
            if lines:
                yield read(lines)


def read(lines: list[str]) -> Case:
    def at(mark: str) -> tuple[str, ...]:
        return tuple(line.removeprefix(mark).strip() for line in lines if line.startswith(mark))

    weak = " ".join(at("W:"))
    return Case(at("Q:")[0], at("K:")[0], at("A:")[0], at("+ "), at("- "), weak)


CASES = list(cases())


def evidence(*texts: str) -> list[Evidence]:
    return [Evidence(str(number), text, "notes.txt") for number, text in enumerate(texts)]


def claims(weakness: str) -> list[object]:
    """The cases as parameters; where the claim is known to fail, failing is expected until it does not."""
    return [
        pytest.param(case, id=case.question, marks=[pytest.mark.xfail(strict=True)] * (weakness in case.weak))
        for case in CASES
    ]


@pytest.mark.parametrize("case", claims("kind"))
def test_the_asked_kind_is_recognised(case: Case) -> None:
    assert analyse(case.question).kind == case.kind


@pytest.mark.parametrize("case", claims("answer"))
def test_the_sentence_that_answers_is_quoted_first(case: Case) -> None:
    answer = answer_from(case.question, evidence(*case.noise[:1], *case.good, *case.noise[1:]))
    assert answer.sufficient, answer.reason
    assert case.answer.lower() in answer.sentences[0].text.lower()


@pytest.mark.parametrize("case", claims("refusal"))
def test_passages_on_the_topic_without_the_answer_are_refused(case: Case) -> None:
    answer = answer_from(case.question, evidence(*case.noise))
    assert not answer.sufficient
    assert answer.sentences == ()
    assert answer.reason


def test_most_answers_are_pointed_at_inside_the_sentence() -> None:
    spans = [answer_from(case.question, evidence(*case.good)).span for case in CASES]
    found = [span and (c.answer.lower() in span.text.lower() or span.text.lower() in c.answer.lower())
             for c, span in zip(CASES, spans, strict=True)]  # fmt: skip
    assert sum(map(bool, found)) >= 0.75 * len(CASES)
