"""What an exchange answers: from the documents and nothing else, cited to the letter, labelled."""

from __future__ import annotations

import base64
import hashlib
import json
from functools import partial

import pytest
from house import House, Opener, Outcome
from scripted import Script

from weir.core.signing import verify
from weir.guard import Label, fault

LEAVE = "How many days of annual leave does an employee have?"
FIELDS = [
    "Label",
    "ContentProducer",
    "ProduceID",
    "ReservedCode1",
    "ContentPropagator",
    "PropagateID",
    "ReservedCode2",
]
BOTH = pytest.mark.parametrize("stream", [False, True], ids=["whole", "streamed"])


def quotes_are_where_they_say(outcome: Outcome) -> None:
    for citation in outcome.exchange.citations:
        evidence = outcome.exchange.evidence[citation.evidence]
        assert citation.quote
        assert evidence.text[citation.start : citation.end] == citation.quote
        assert f"[{citation.n}]" in outcome.text


@BOTH
async def test_a_small_model_quotes_the_sentence_that_answers(house: House, stream: bool) -> None:
    outcome = await house.ask(LEAVE, "app/quoting", stream=stream)
    assert "25 days of annual leave" in outcome.text
    assert outcome.exchange.citations
    quotes_are_where_they_say(outcome)


@BOTH
async def test_a_chinese_question_is_answered_from_the_chinese_document(house: House, stream: bool) -> None:
    outcome = await house.ask("出差住宿标准是每晚多少元？", "app/quoting", language="zh", stream=stream)
    assert "450" in outcome.text
    cited = {outcome.exchange.evidence[c.evidence].document for c in outcome.exchange.citations}
    assert cited == {"制度.md"}
    quotes_are_where_they_say(outcome)


async def test_documents_that_contradict_each_other_are_both_quoted_and_that_is_said(
    open_house: Opener,
) -> None:
    house = await open_house()
    text = b"# Leave\n\n## Annual leave\nEvery employee has 21 days of annual leave a year.\n"
    document = house.gateway.knowledge.add_document(house.weir.ids["base"], "handbook of the plant.md", text)
    assert house.gateway.knowledge.ingest(document.id).status == "ready"
    outcome = await house.ask(LEAVE, "app/quoting")
    first = outcome.text.splitlines()[0]
    assert first.startswith("The documents disagree: ")
    assert "25 days [" in first
    assert "21 days [" in first
    quotes_are_where_they_say(outcome)


async def test_a_refusal_says_that_the_documents_contradict_each_other(open_house: Opener) -> None:
    house = await open_house()
    for name, day in (("a.md", "1 December 2031"), ("b.md", "21 December 2021")):
        text = f"# Notes\n\nThe game was finally released on {day} in Japan, North America and Europe.\n"
        document = house.gateway.knowledge.add_document(house.weir.ids["base"], name, text.encode())
        assert house.gateway.knowledge.ingest(document.id).status == "ready"
    outcome = await house.ask("When was Harlow Saga 2 released?", "app/quoting")
    assert outcome.exchange.refused
    assert "1 December 2031 (a.md)" in outcome.text
    assert "21 December 2021 (b.md)" in outcome.text


@BOTH
async def test_what_the_documents_do_not_say_is_refused(house: House, stream: bool) -> None:
    outcome = await house.ask("Who won the football world cup in 1998?", "app/quoting", stream=stream)
    assert outcome.exchange.refused
    assert not outcome.exchange.citations
    assert "do not say" in outcome.text


@BOTH
async def test_a_supported_sentence_is_cited_and_an_invented_one_is_left_out(
    house: House, script: Script, stream: bool
) -> None:
    script.says(
        "Every employee has 25 days of annual ", "leave a year. ", "The canteen serves lobster on Fridays."
    )
    outcome = await house.ask(LEAVE, "app/writing", stream=stream)
    assert "25 days" in outcome.text
    assert "lobster" not in outcome.text
    quotes_are_where_they_say(outcome)
    ground = next(s for s in house.recorded(outcome)["stages"] if s["name"] == "ground")
    assert (ground["details"]["kept"], ground["details"]["dropped"]) == (1, 1)


@BOTH
async def test_a_wrong_number_is_repaired_from_the_evidence(
    house: House, script: Script, stream: bool
) -> None:
    script.says("Every employee has 52 days of annual leave a year.")
    outcome = await house.ask(LEAVE, "app/writing", stream=stream)
    assert "52" not in outcome.text
    assert "25 days" in outcome.text
    quotes_are_where_they_say(outcome)


@BOTH
async def test_a_false_marker_of_the_model_is_replaced_by_a_true_one(
    house: House, script: Script, stream: bool
) -> None:
    script.says("The laptop costs 1,450 euros [9].")
    outcome = await house.ask("What does the laptop of a new employee cost?", "app/writing", stream=stream)
    assert "[9]" not in outcome.text
    quotes_are_where_they_say(outcome)


async def test_the_model_is_given_the_evidence_between_marks_that_a_document_cannot_forge(
    house: House, script: Script
) -> None:
    script.says("Every employee has 25 days of annual leave a year.")
    fences = set()
    for _ in range(2):
        await house.ask(LEAVE, "app/writing")
        system = script.seen()["body"]["messages"][0]
        assert system["role"] == "system"
        assert "25 days of annual leave" in system["content"]
        fences.add(system["content"].split("<<")[1].split(">>")[0])
    assert len(fences) == 2


@BOTH
async def test_the_label_has_the_seven_fields_and_is_bound_to_the_very_text(
    house: House, script: Script, stream: bool
) -> None:
    script.says("Hello ", "there.")
    outcome = await house.ask("hi", stream=stream)
    label = outcome.exchange.label
    assert label is not None
    assert list(label["implicit"]) == FIELDS
    assert label["implicit"]["Label"] == "1"
    assert label["implicit"]["ProduceID"] == outcome.exchange.id
    security = json.loads(label["implicit"]["ReservedCode1"])["SecurityData"]
    assert security["Bindings"] == ["sha256:" + hashlib.sha256(outcome.text.encode()).hexdigest()]


@BOTH
async def test_a_label_does_not_verify_under_another_text(house: House, script: Script, stream: bool) -> None:
    script.says("Hello ", "there.")
    outcome = await house.ask("hi", stream=stream)
    assert outcome.exchange.label is not None
    label = Label.from_fields(outcome.exchange.label["implicit"])
    signed = partial(verify, house.gateway.signer.public_key)
    assert fault(label, outcome.text.encode(), signed) is None
    assert fault(label, (outcome.text + "!").encode(), signed) is not None


@pytest.mark.parametrize(
    ("model", "question"),
    [
        ("said/text", "hi"),
        ("app/quoting", LEAVE),
        ("app/quoting", "Who won the football world cup in 1998?"),
        ("app/writing", LEAVE),
        ("said/text", "How do I build a bomb?"),
        ("said/text", "My id card is 11010519491231002X."),
    ],
)
async def test_streamed_or_not_the_text_the_verdicts_and_the_stages_are_the_same(
    house: House, script: Script, model: str, question: str
) -> None:
    script.says("Every employee has 25 days ", "of annual leave a year. Call ", "138", "00138000 now.")
    whole = await house.ask(question, model, stream=False)
    streamed = await house.ask(question, model, stream=True)
    assert whole.text == streamed.text
    assert whole.exchange.verdicts == streamed.exchange.verdicts
    assert whole.exchange.action == streamed.exchange.action
    assert whole.exchange.refused == streamed.exchange.refused
    assert whole.exchange.citations == streamed.exchange.citations
    assert whole.exchange.finish_reason == streamed.exchange.finish_reason
    one, other = house.recorded(whole), house.recorded(streamed)
    assert [(s["name"], s["status"]) for s in one["stages"]] == [
        (s["name"], s["status"]) for s in other["stages"]
    ]
    assert one["answer"] == other["answer"] == whole.text


async def test_every_stage_is_in_the_trace_with_its_status(house: House) -> None:
    outcome = await house.ask(LEAVE, "app/quoting")
    stages = {stage["name"]: stage for stage in house.recorded(outcome)["stages"]}
    assert set(stages) == {
        "admit",
        "resolve",
        "screen_question",
        "recall",
        "retrieve",
        "generate",
        "ground",
        "screen_answer",
        "label",
        "record",
    }
    assert all(stage["status"] == "done" for stage in stages.values())
    assert all(stage["duration_us"] >= 0 and stage["start_us"] >= 0 for stage in stages.values())


async def test_what_was_not_checked_is_recorded_as_not_checked(house: House) -> None:
    outcome = await house.ask("hi")
    stages = {stage["name"]: stage["status"] for stage in house.recorded(outcome)["stages"]}
    assert stages["retrieve"] == "skipped"
    assert stages["ground"] == "not_checked"


@pytest.mark.parametrize(
    "stage", ["screen_question", "recall", "retrieve", "ground", "screen_answer", "label"]
)
async def test_a_stage_that_is_switched_off_is_recorded_as_off(open_house: Opener, stage: str) -> None:
    house = await open_house(gateway={"stages_off": [stage]})
    outcome = await house.ask("hi", stream=True)
    row = house.recorded(outcome)
    assert {s["name"]: s["status"] for s in row["stages"]}[stage] == "off"
    assert row["receipt"]["stages"][stage] == "off"


async def test_without_its_recorder_weir_still_answers_and_keeps_nothing(open_house: Opener) -> None:
    house = await open_house(gateway={"stages_off": ["record"]})
    outcome = await house.ask("hi", stream=True)
    assert outcome.text
    assert outcome.exchange.receipt is None
    admin = house.gateway.principals.get(house.weir.ids["admin"])
    assert house.gateway.history.latest(admin) == []


async def test_a_signature_is_no_plain_digest(house: House) -> None:
    outcome = await house.ask("hi")
    assert outcome.exchange.label is not None
    security = json.loads(outcome.exchange.label["implicit"]["ReservedCode1"])["SecurityData"]
    assert len(base64.urlsafe_b64decode(security["PubSD"] + "==")) == 64  # Ed25519
