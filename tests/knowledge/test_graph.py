"""The graph: every statement can be pointed at, and goes with its document."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select, update

from weir.core.errors import WeirError
from weir.core.store import Store
from weir.documents import Parsers
from weir.knowledge import Edge, Graph, GraphFormat, Knowledge, Waiting
from weir.knowledge.graph.export import literal
from weir.knowledge.graph.keys import key_of
from weir.knowledge.graph.modelled import grounded
from weir.knowledge.graph.packs import pack
from weir.knowledge.graph.reading import Passage, Reading, read, terms_of
from weir.knowledge.graph.records import Fact
from weir.knowledge.graph.spotting import Terms
from weir.knowledge.graph.tables import edges, entities, mentions
from weir.knowledge.graph.validity import overlap, period_of
from weir.knowledge.grounding.folding import fold
from weir.knowledge.tables import chunks, documents
from weir.models import Models

BANKS = """# 机构

中国人民银行（简称央行）成立于1948年12月1日，是中华人民共和国的中央银行。央行负责监管支付系统。

招商银行的注册资本为252亿元。招商银行是一家商业银行。

The World Health Organization (WHO) is a specialized agency of the United Nations. WHO supports hospitals.
"""
PRICES = """# 价格表

| 产品 | 价格 | 供应商 |
| --- | --- | --- |
| 护眼台灯 | 300元 | 光明公司 |
| 升降书桌 | 1200元 | 大地公司 |
"""
WARD = """# 高血压

高血压是指以体循环动脉血压升高为主要特征的临床综合征。症状包括头晕、心悸和耳鸣。可用硝苯地平治疗，并到心内科就诊。

# Pneumonia

Pneumonia presents with fever and cough. It is treated with amoxicillin.
"""


@pytest.fixture
def knowledge(store: Store, home: Path) -> Iterator[Knowledge]:
    with Parsers(workers=1) as parsers:
        yield Knowledge(store, home, parsers)


@pytest.fixture
def graph(store: Store) -> Graph:
    return Graph(store)


@pytest.fixture
def base(knowledge: Knowledge) -> str:
    return knowledge.create("base", "pr_1").id


def add(knowledge: Knowledge, base: str, *texts: str) -> list[str]:
    ids = [
        knowledge.add_document(base, f"{at}-{len(text)}.md", text.encode()).id
        for at, text in enumerate(texts)
    ]
    for id in ids:
        knowledge.ingest(id)
    return ids


def told(text: str, *packs: str, headings: tuple[str, ...] = ()) -> Reading:
    passage = Passage(text, headings)
    return read(passage, Terms({fold(name): "term" for name in terms_of(passage)}), [pack(p) for p in packs])


def triples(facts: tuple[Fact, ...]) -> set[tuple[str, str, str | None]]:
    return {(f.subject.name, f.relation, f.object.name if f.object else f.value) for f in facts}


def stated(found: Iterator[Edge]) -> set[tuple[str, str, str | None]]:
    return {(edge.subject_name, edge.relation, edge.value or edge.object_name) for edge in found}


@pytest.mark.parametrize(
    ("text", "triple"),
    [
        ("高血压是指以血压升高为特征的临床综合征。", ("高血压", "is_a", "临床综合征")),
        ("光合作用是一种植物利用光能的过程。", ("光合作用", "is_a", "过程")),
        ("北京银行的注册资本为211亿元。", ("北京银行", "注册资本", "211亿元")),
        ("招商银行（简称招行）的注册资本为252亿元。", ("招商银行", "注册资本", "252亿元")),
        ("财务系统由总账、应收和应付组成。", ("应收", "part_of", "财务系统")),
        ("都江堰位于四川省。", ("都江堰", "located_in", "四川省")),
        ("世界卫生组织（WHO）支持医院。", ("WHO", "same_as", "世界卫生组织")),
        ("阿司匹林，又称乙酰水杨酸，用于止痛。", ("乙酰水杨酸", "same_as", "阿司匹林")),
        ("The capital of France is Paris.", ("France", "capital", "Paris")),
        ("A firewall is a security device that filters traffic.", ("firewall", "is_a", "security device")),
        ("The engine consists of a pump, a valve and a filter.", ("valve", "part_of", "engine")),
        ("The United Press Service (UPS) is a public body.", ("UPS", "same_as", "United Press Service")),
        ("Acme Corp acquired Beta Systems in 2020.", ("Acme Corp", "acquired", "Beta Systems")),
        ("Latency refers to the time of a request.", ("Latency", "defined_as", "time of a request")),
    ],
)  # fmt: skip
def test_a_sentence_states_what_its_form_says(text: str, triple: tuple[str, str, str]) -> None:
    assert triple in triples(told(text).facts)


@pytest.mark.parametrize(
    "text",
    [
        "这是一个问题。",
        "It is a pity.",
        "我们的目标是什么？",
        "他说的是一种看法。",
        "There are many reasons.",
    ],
)
def test_a_sentence_about_nothing_in_particular_states_nothing(text: str) -> None:
    assert told(text).facts == ()


def test_tables_become_statements_of_their_rows() -> None:
    assert {("护眼台灯", "价格", "300元"), ("升降书桌", "供应商", "大地公司")} <= triples(told(PRICES).facts)


def test_a_table_of_items_and_values_is_about_its_section() -> None:
    table = "| 项目 | 内容 |\n| --- | --- |\n| 注册资本 | 252亿元 |\n| 法定代表人 | 张三 |"
    found = triples(told(table, headings=("招商银行",)).facts)
    assert ("招商银行", "注册资本", "252亿元") in found


def test_the_medical_pack_relates_what_its_cues_say() -> None:
    text = "症状包括头晕、心悸。可用硝苯地平治疗，并到心内科就诊。需做心电图检查。"
    found = triples(told(text, "medical", headings=("高血压",)).facts)
    assert {
        ("高血压", "has_symptom", "头晕"),
        ("高血压", "treated_with", "硝苯地平"),
        ("高血压", "seen_in", "心内科"),
    } <= found
    english = triples(told("Pneumonia presents with fever and is treated with amoxicillin.", "medical").facts)
    assert {("Pneumonia", "has_symptom", "fever"), ("Pneumonia", "treated_with", "amoxicillin")} <= english


def test_an_unknown_pack_is_named(knowledge: Knowledge, graph: Graph, base: str) -> None:
    with pytest.raises(WeirError, match=r"graph\.pack_unknown"):
        graph.build(base, ["legal"])


@pytest.mark.parametrize(
    ("text", "period"),
    [
        ("自2024年1月1日起施行，有效期至2026年12月31日", ("2024-01-01", "2026-12-31")),
        ("2023年营业收入为12亿元", ("2023", "2023")),
        ("effective from 1 march 2025", ("2025-03-01", None)),
        ("没有日期", (None, None)),
    ],
)
def test_a_sentence_dates_its_fact(text: str, period: tuple[str | None, str | None]) -> None:
    assert period_of(text) == period


def test_periods_meet_by_the_parts_that_both_have() -> None:
    assert overlap(("2023", "2023"), ("2023-06-01", None))
    assert not overlap(("2023", "2023"), ("2024", "2024"))
    assert overlap((None, None), ("2024", "2024"))


def test_one_thing_has_one_key() -> None:
    assert key_of("The Acme Corp.") == key_of("ACME corp") == key_of("Acme, Inc.") == "acme"
    assert key_of("招商銀行股份有限公司") == key_of("招商银行")
    assert key_of("123") == key_of("") == ""


@settings(deadline=None)
@given(st.text(max_size=300), st.lists(st.text(max_size=20), max_size=2))
def test_any_text_can_be_read_and_every_span_is_in_it(text: str, headings: list[str]) -> None:
    reading = told(text, "medical", headings=tuple(headings))
    assert all(0 <= m.start < m.end <= len(text) for m in reading.mentions)
    assert all(0 <= f.start < f.end <= len(text) for f in reading.facts)


_PIECES = [
    "高血压",
    "是一种",
    "疾病",
    "，",
    "。",
    "（",
    "）",
    "简称",
    "WHO",
    "的",
    "为",
    "the ",
    "is ",
    "a ",
    "of ",
]
_PIECES += ["2023年", "|x|y|", "|-|-|", "包括", "、", "头晕", "治疗", "Acme", "\n", " "]
_WORDS = st.lists(st.sampled_from(_PIECES), max_size=40)


@settings(deadline=None)
@given(_WORDS)
def test_what_is_stated_stands_in_the_words_that_state_it(words: list[str]) -> None:
    text = "".join(words)
    for fact in told(text, "medical").facts:
        said = text[fact.start : fact.end]
        assert fact.value is None or fact.value in said
        assert fact.object is None or fact.object.name in said


def test_every_edge_points_at_its_words(knowledge: Knowledge, graph: Graph, base: str, store: Store) -> None:
    add(knowledge, base, BANKS, PRICES, WARD)
    size = graph.build(base, ["medical"])
    assert size.edges > 10
    assert size.waiting == 0
    with store.read() as connection:
        texts = dict(connection.execute(select(chunks.c.id, chunks.c.text)).tuples().all())
    for edge in graph.edges(base):
        place = edge.provenance
        assert texts[place.chunk][place.start : place.end].startswith(place.quote)
        assert 0 < edge.confidence <= 1


def test_new_documents_are_read_and_old_ones_not_again(knowledge: Knowledge, graph: Graph, base: str) -> None:
    add(knowledge, base, BANKS)
    graph.build(base)
    before = [edge.number for edge in graph.edges(base)]
    add(knowledge, base, PRICES)
    assert graph.tend() > 0
    after = [edge.number for edge in graph.edges(base)]
    assert after[: len(before)] == before
    assert ("护眼台灯", "价格", "300元") in stated(graph.edges(base))
    assert graph.tend() == 0


def test_a_deleted_document_takes_its_part_of_the_graph_along(
    knowledge: Knowledge, graph: Graph, base: str, store: Store
) -> None:
    bank, _ = add(knowledge, base, BANKS, PRICES)
    graph.build(base)
    assert graph.search(base, "招商银行")
    knowledge.delete_document(bank)
    assert not any(edge.provenance.document_id == bank for edge in graph.edges(base))
    graph.tend()
    assert graph.search(base, "招商银行") == []
    knowledge.delete(base)
    with store.read() as connection:
        for table in (edges, entities, mentions):
            assert connection.execute(select(table)).first() is None


def test_other_names_are_one_entity(knowledge: Knowledge, graph: Graph, base: str) -> None:
    add(knowledge, base, BANKS)
    graph.build(base)
    [bank] = graph.search(base, "央行")
    assert (bank.name, bank.names) == ("中国人民银行", ("央行",))
    assert "WHO" in graph.search(base, "World Health")[0].names


def test_different_things_with_names_alike_stay_apart(knowledge: Knowledge, graph: Graph, base: str) -> None:
    text = "# 响应\n\n一级响应预案的负责人为张三。二级响应预案的负责人为李四。\n\n"
    text += "Project Phoenix 1 is a plan. Project Phoenix 2 is a plan."
    add(knowledge, base, text)
    graph.build(base)
    assert all(entity.names == () for entity in graph.entities(base))


def test_a_slip_of_spelling_joins_the_right_name(knowledge: Knowledge, graph: Graph, base: str) -> None:
    pages = [f"# Page {n}\n\nMicrosoftware Corp acquired Firm{n} Systems in 20{n}." for n in range(10, 16)]
    add(knowledge, base, *pages, "# Slip\n\nMicrosfotware is here; Microsoftwere Corp sells much.")
    graph.build(base)
    found = {name for entity in graph.search(base, "microsoftware") for name in entity.names}
    assert "Microsoftwere Corp" in found


def test_an_abbreviation_of_two_things_joins_neither(knowledge: Knowledge, graph: Graph, base: str) -> None:
    add(knowledge, base, "The Annual Leave Plan (ALP) is long.", "The Acme Loan Program (ALP) is short.")
    graph.build(base)
    assert all(entity.names == () for entity in graph.entities(base))


def test_contradicting_documents_are_listed_with_their_words(
    knowledge: Knowledge, graph: Graph, base: str
) -> None:
    add(knowledge, base, "招商银行（简称招行）的注册资本为252亿元。", "据报告，招商银行的注册资本为300亿元。")
    graph.build(base)
    [conflict] = graph.conflicts(base)
    assert (conflict.subject, conflict.relation) == ("招商银行", "注册资本")
    assert {edge.value for edge in conflict.edges} == {"252亿元", "300亿元"}
    assert len({edge.provenance.document_id for edge in conflict.edges}) == 2


def test_values_of_different_years_do_not_contradict_each_other(
    knowledge: Knowledge, graph: Graph, base: str
) -> None:
    add(knowledge, base, "2022年，招商银行的员工总数为11万人。", "2023年，招商银行的员工总数为12万人。")
    graph.build(base)
    assert graph.conflicts(base) == []


def test_what_two_documents_say_alike_is_an_agreement(knowledge: Knowledge, graph: Graph, base: str) -> None:
    add(knowledge, base, "招商银行的注册资本为252亿元。", "我们看到，招商银行的注册资本是252亿元。")
    graph.build(base)
    assert [(each.subject, len(each.edges)) for each in graph.agreements(base)] == [("招商银行", 2)]
    assert graph.conflicts(base) == []


def test_what_is_around_an_entity(knowledge: Knowledge, graph: Graph, base: str) -> None:
    add(knowledge, base, BANKS, PRICES)
    graph.build(base)
    around = graph.around(base, graph.search(base, "央行")[0].number)
    assert any(edge.relation == "成立" and edge.valid_from == "1948-12-01" for edge in around.edges)
    assert all(each.together >= 1 for each in around.beside)
    with pytest.raises(WeirError, match=r"auth\.not_found"):
        graph.around(base, 10**9)


def test_a_base_does_not_show_the_entities_of_another(knowledge: Knowledge, graph: Graph, base: str) -> None:
    other = knowledge.create("other", "pr_1").id
    add(knowledge, other, BANKS)
    add(knowledge, base, PRICES)
    graph.tend()
    entity = graph.search(other, "央行")[0].number
    assert graph.search(base, "央行") == []
    with pytest.raises(WeirError, match=r"auth\.not_found"):
        graph.around(base, entity)


def test_a_question_that_names_two_things_is_led_to_what_relates_them(
    knowledge: Knowledge, graph: Graph, base: str
) -> None:
    noise = [f"# 便签 {n}\n\n光明公司第{n}次会议纪要，讨论办公室的安排。" for n in range(12)]
    add(knowledge, base, PRICES, "# 供应商\n\n光明公司位于苏州市，由林海创立。", *noise)
    graph.build(base)
    found = knowledge.retrieve("护眼台灯和林海有什么关系？", [base])
    ways = [each.why["found"]["graph"] for each in found if "graph" in each.why["found"]]
    assert ways
    assert any(way["entities"] or way["paths"] for way in ways)
    assert {"林海", "护眼台灯"} <= {name for way in ways for name in way["entities"]}


def test_a_question_about_one_fact_does_not_walk(knowledge: Knowledge, graph: Graph, base: str) -> None:
    add(knowledge, base, BANKS, PRICES)
    graph.build(base)
    found = knowledge.retrieve("护眼台灯多少钱？", [base])
    assert all("graph" not in each.why["found"] for each in found)


def test_another_name_finds_what_the_name_stands_in(knowledge: Knowledge, graph: Graph, base: str) -> None:
    add(knowledge, base, "工商银行（简称宇宙行）。", "工商银行的行长是赵六。")
    graph.build(base)
    assert "赵六" in " ".join(each.text for each in knowledge.retrieve("宇宙行的行长是谁？", [base]))


def test_what_belongs_together_is_summed_up_in_the_words_of_the_documents(
    knowledge: Knowledge, graph: Graph, base: str, store: Store
) -> None:
    add(knowledge, base, BANKS, PRICES, WARD)
    graph.build(base, ["medical"])
    groups = graph.communities(base)
    assert any("高血压" in group.entities and "头晕" in group.entities for group in groups)
    with store.read() as connection:
        texts = "".join(connection.execute(select(chunks.c.text)).scalars())
    assert all(quote.quote in texts for group in groups for quote in group.summary)


def test_a_document_that_is_closed_to_a_reader_is_not_in_his_graph(
    knowledge: Knowledge, graph: Graph, base: str, store: Store
) -> None:
    secret, _ = add(knowledge, base, "招商银行的注册资本为252亿元。", PRICES)
    graph.build(base)
    with store.write() as connection:
        connection.execute(update(documents).where(documents.c.id == secret).values(readers='["pr_9"]'))
    reader = frozenset(["pr_2"])
    bank = graph.search(base, "招商银行")[0].number
    assert graph.search(base, "招商银行", reader=reader) == []
    assert not any(edge.provenance.document_id == secret for edge in graph.edges(base, reader=reader))
    with pytest.raises(WeirError, match=r"auth\.not_found"):
        graph.around(base, bank, reader=reader)
    assert graph.search(base, "护眼台灯", reader=reader)


OBO = b"""format-version: 1.4

[Term]
id: T:1
name: disease

[Term]
id: T:2
name: pneumonia
def: "An inflammation of the \\"lung\\"." [X:1]
synonym: "lung inflammation" EXACT []
synonym: "something else" BROAD []
is_a: T:1 ! disease

[Term]
id: T:3
name: old thing
is_obsolete: true
is_a: T:1 ! disease

[Typedef]
id: part_of
"""


def test_an_ontology_comes_in_with_its_place_on_every_edge(
    knowledge: Knowledge, graph: Graph, base: str
) -> None:
    add(knowledge, base, WARD)
    graph.build(base)
    assert graph.take_in(base, OBO, "tiny.obo", "disease") == 3
    assert graph.take_in(base, OBO, "tiny.obo", "disease") == 3
    taken = [edge for edge in graph.edges(base) if edge.made == "import"]
    assert {edge.provenance.source for edge in taken} == {
        "tiny.obo T:2 def", "tiny.obo T:2 synonym", "tiny.obo T:2 is_a T:1"
    }  # fmt: skip
    [pneumonia] = graph.search(base, "lung inflammation")
    assert pneumonia.kind == "disease"
    graph.build(base, anew=True)
    assert len([edge for edge in graph.edges(base) if edge.made == "import"]) == 3


@pytest.mark.parametrize("data", [b"", b"\xff\xfe", b"hello", b"[Term]\nid: x\n"])
def test_a_file_that_is_no_ontology_is_refused(graph: Graph, base: str, data: bytes) -> None:
    with pytest.raises(WeirError, match=r"graph\.import_invalid"):
        graph.take_in(base, data, "x.obo")


def test_a_graph_is_written_as_rdf_and_graphml_that_others_read(
    knowledge: Knowledge, graph: Graph, base: str
) -> None:
    add(knowledge, base, BANKS, '| 名称 | 备注 |\n| --- | --- |\n| 甲"公司 | a\\b <c> & d |\n| 乙公司 | 好 |')
    graph.build(base)
    lines = "".join(graph.export(base, GraphFormat.ntriples)).splitlines()
    node, text = r"<[^<>\s]+>", r'"(?:[^"\\\n]|\\[tnr"\\]|\\u[0-9A-F]{4})*"(?:\^\^<[^<>\s]+>)?'
    assert all(re.fullmatch(rf"{node} {node} (?:{node}|{text}) \.", line) for line in lines)
    assert len(lines) > 50
    turtle = "".join(graph.export(base, GraphFormat.turtle))
    assert turtle.startswith("@prefix rdf:")
    assert turtle.endswith(" .\n")
    tree = ElementTree.fromstring("".join(graph.export(base, GraphFormat.graphml)))
    space = "{http://graphml.graphdrawing.org/xmlns}"
    nodes = {each.attrib["id"] for each in tree.iter(f"{space}node")}
    drawn = [*tree.iter(f"{space}edge")]
    assert drawn
    assert all({each.attrib["source"], each.attrib["target"]} <= nodes for each in drawn)


@given(st.text(max_size=60))
def test_any_text_is_one_literal(text: str) -> None:
    written = literal(text)
    assert "\n" not in written
    assert re.fullmatch(r'"(?:[^"\\\x00-\x1f]|\\[tnr"\\]|\\u[0-9A-F]{4})*"', written)


def test_of_what_a_model_tells_only_what_the_text_says_is_kept() -> None:
    text = "The Alder team owns the gateway. It was moved in May."
    good = {"subject": "Alder team", "relation": "owns", "object": "gateway", "quote": text[:32]}
    invented = {**good, "object": "the database"}
    elsewhere = {**good, "object": "May", "quote": "Alder team moved in May."}
    answer = json.dumps({"triples": [good, invented, elsewhere, {"subject": 1}]})
    reading, dropped = grounded(text, answer)
    assert triples(reading.facts) == {("Alder team", "owns", "gateway")}
    assert dropped == 2
    assert [grounded(text, bad) for bad in ("", "[]", "{}", '{"triples": 3}')] == [(Reading((), ()), 0)] * 4


def test_a_model_tells_statements_within_its_tokens(
    knowledge: Knowledge, graph: Graph, base: str, store: Store, home: Path
) -> None:
    add(
        knowledge,
        base,
        "# One\n\nThe Alder team owns the gateway.",
        "# Two\n\nThe Birch team owns the index.",
    )
    graph.build(base)
    server = Path(__file__).with_name("graph_model.py")
    with subprocess.Popen([sys.executable, str(server)], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        models = Models(home, store, seal=lambda data, name: data, unseal=lambda data, name: data, retries=0)
        models.add("fake/chat", process.stdout.readline().strip(), kind="chat")
        waiting = Waiting()
        chat = partial(models.chat, "fake/chat")
        assert graph.extract(base, chat, waiting, 10).chunks == 0
        done = graph.extract(base, chat, waiting, 100_000)
        again = graph.extract(base, chat, waiting, 100_000)
        waiting.close(models.aclose())
        process.terminate()
    assert (done.chunks, done.triples, done.dropped) == (2, 2, 2)
    assert done.tokens > 0
    assert again.chunks == 0
    told = [edge for edge in graph.edges(base) if edge.made == "model"]
    assert {(edge.subject_name, edge.relation) for edge in told} == {
        ("Alder team", "owns"),
        ("Birch team", "owns"),
    }
    assert all("owns" in edge.provenance.quote for edge in told)
