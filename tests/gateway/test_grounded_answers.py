"""What happens to the sentences of a model: cited, repaired, left out, disputed, judged."""

from __future__ import annotations

import json
from typing import Any

import pytest
from house import House, Opener, Outcome
from scripted import Script

LEAVE = "How many days of annual leave does an employee have?"
BOTH = pytest.mark.parametrize("stream", [False, True], ids=["whole", "streamed"])
JUDGED = {"grounding": {"judge": "said/judge"}}


def ground(house: House, outcome: Outcome) -> dict[str, Any]:
    stages = house.recorded(outcome)["stages"]
    details: dict[str, Any] = next(stage for stage in stages if stage["name"] == "ground")["details"]
    return details


def verdict(state: str, quote: str, passage: int = 1) -> dict[str, Any]:
    return {"pieces": [json.dumps({"state": state, "passage": passage, "quote": quote})]}


@BOTH
async def test_a_contradicted_sentence_gives_way_to_what_the_evidence_says(
    house: House, script: Script, stream: bool
) -> None:
    script.says(
        "A doctor's note is required from the third day of sickness. ",
        "Every employee has 52 days of annual leave a year.",
    )
    outcome = await house.ask(LEAVE, "app/writing", stream=stream)
    assert "52" not in outcome.text
    assert "Every employee has 25 days of annual leave a year." in outcome.text
    assert ground(house, outcome)["repaired"] == 1


@BOTH
async def test_a_source_that_says_otherwise_is_pointed_at(house: House, script: Script, stream: bool) -> None:
    base = house.gateway.knowledge.create("two voices", house.weir.ids["user"])
    for name, days in (("old.md", 20), ("new.md", 30)):
        text = f"# Leave\n\nThe annual leave of a pilot is {days} days.\n"
        document = house.gateway.knowledge.add_document(base.id, name, text.encode())
        house.gateway.knowledge.ingest(document.id)
    script.says("The annual leave of a pilot is 30 days.")
    outcome = await house.ask(
        "How long is the annual leave of a pilot?", stream=stream, knowledge_bases=(base.id,)
    )
    assert "other sources say otherwise" in outcome.text
    assert {citation.quote for citation in outcome.exchange.citations} == {
        f"The annual leave of a pilot is {days} days." for days in (20, 30)
    }
    assert ground(house, outcome)["disputed"] == 1


async def test_a_judge_that_quotes_the_evidence_lets_a_paraphrase_pass(
    open_house: Opener, script: Script
) -> None:
    house = await open_house(**JUDGED)
    said = "Staff may stay away from work for twenty-five days each year."
    quote = "Every employee has 25 days of annual leave a year."
    unjudged = await (await open_house()).ask(LEAVE, "app/writing")
    script.says(said, models={"judge": verdict("supported", quote)})
    outcome = await house.ask(LEAVE, "app/writing")
    assert said not in unjudged.text
    assert said in outcome.text
    assert outcome.exchange.citations[0].quote == quote


async def test_a_judge_that_quotes_what_is_not_there_is_not_believed(
    open_house: Opener, script: Script
) -> None:
    house = await open_house(**JUDGED)
    said = "The canteen serves lobster on Fridays."
    script.says(said, models={"judge": verdict("supported", "The canteen serves lobster.")})
    outcome = await house.ask(LEAVE, "app/writing")
    assert "lobster" not in outcome.text


async def test_a_judge_cannot_talk_a_wrong_number_right(open_house: Opener, script: Script) -> None:
    house = await open_house(**JUDGED)
    quote = "Every employee has 25 days of annual leave a year."
    script.says(
        "Every employee has 52 days of annual leave a year.", models={"judge": verdict("supported", quote)}
    )
    outcome = await house.ask(LEAVE, "app/writing")
    assert "52" not in outcome.text


@pytest.mark.parametrize("answer", ["not JSON", '{"state": "perhaps", "passage": 1, "quote": ""}'])
async def test_a_judge_that_fails_leaves_the_check_and_is_recorded(
    open_house: Opener, script: Script, answer: str
) -> None:
    house = await open_house(**JUDGED)
    script.says("The canteen serves lobster on Fridays.", models={"judge": {"pieces": [answer]}})
    outcome = await house.ask(LEAVE, "app/writing")
    assert outcome.error is None
    assert "lobster" not in outcome.text
    assert ground(house, outcome)["not_judged"] == 1
