"""Conversations: in order, of one owner, with what was really said."""

from __future__ import annotations

import pytest
from house import House
from scripted import Script

from weir.core.errors import WeirError


async def test_what_was_said_before_goes_to_the_model_in_order(house: House, script: Script) -> None:
    script.says("First answer.")
    first = await house.ask("First question", conversation="new")
    script.says("Second answer.")
    await house.ask("Second question", conversation=first.exchange.conversation, stream=True)
    script.says("Third answer.")
    await house.ask("Third question", conversation=first.exchange.conversation)
    sent = script.seen()["body"]["messages"]
    assert [m["role"] for m in sent] == ["user", "assistant", "user", "assistant", "user"]
    assert sent[0]["content"] == "First question"
    assert sent[1]["content"].startswith("First answer.")
    assert sent[3]["content"].startswith("Second answer.")
    assert sent[4]["content"] == "Third question"
    kept = house.gateway.conversations.get(str(first.exchange.conversation), first.exchange.who)
    assert [m["content"] for m in kept["messages"] if m["role"] == "user"] == [
        "First question",
        "Second question",
        "Third question",
    ]
    assert kept["title"] == "First question"


async def test_a_conversation_of_somebody_else_is_not_there(house: House) -> None:
    mine = await house.ask("hi", conversation="new")
    for who in ("stranger", "admin"):
        theirs = await house.ask("hi", who=who, conversation=mine.exchange.conversation)
        assert theirs.error is not None
        assert (theirs.error.status, theirs.error.code) == (404, "conversation.unknown")
    stranger = house.gateway.principals.get(house.weir.ids["stranger"])
    with pytest.raises(WeirError, match=r"conversation\.unknown"):
        house.gateway.conversations.delete(str(mine.exchange.conversation), stranger)
    assert house.gateway.conversations.latest(stranger) == []


async def test_a_failed_answer_adds_nothing_to_the_conversation(house: House) -> None:
    first = await house.ask("hi", conversation="new")
    id = str(first.exchange.conversation)
    await house.ask("and now", "mock/broken", conversation=id)
    await house.ask("and now", "mock/drop", conversation=id, stream=True)
    assert len(house.gateway.conversations.get(id, first.exchange.who)["messages"]) == 2


async def test_a_short_follow_up_is_searched_with_the_question_before_it(house: House) -> None:
    first = await house.ask(
        "How many days of annual leave does an employee have?", "app/quoting", conversation="new"
    )
    second = await house.ask("and sick?", "app/quoting", conversation=first.exchange.conversation)
    assert any("sickness" in item.text for item in second.exchange.evidence)


async def test_a_deleted_conversation_is_gone_and_its_exchanges_stay(house: House) -> None:
    outcome = await house.ask("hi", conversation="new")
    id = str(outcome.exchange.conversation)
    house.gateway.conversations.delete(id, outcome.exchange.who)
    again = await house.ask("hi", conversation=id)
    assert again.error is not None
    assert again.error.status == 404
    assert house.recorded(outcome)["status"] == "done"


async def test_masked_is_how_a_question_is_remembered(house: House) -> None:
    outcome = await house.ask("My id card is 11010519491231002X.", conversation="new")
    kept = house.gateway.conversations.get(str(outcome.exchange.conversation), outcome.exchange.who)
    assert "11010519491231002X" not in str(kept)
