"""The responses and conversations of OpenAI's own SDK."""

from __future__ import annotations

import json
from typing import Any

import openai
import pytest
from scripted import Script
from serving import TOOLS, WORDS, bare


def test_a_response_is_created_kept_read_and_deleted(client: openai.OpenAI) -> None:
    made = client.responses.create(model="mock/plain", input="hi", instructions="Be brief.")
    assert made.status == "completed"
    assert bare(made.output_text) == WORDS
    assert made.usage is not None
    assert (made.usage.input_tokens, made.usage.output_tokens) == (7, 20)
    kept = client.responses.retrieve(made.id)
    assert (kept.id, kept.output_text, kept.model) == (made.id, made.output_text, "mock/plain")
    client.responses.delete(made.id)
    with pytest.raises(openai.NotFoundError):
        client.responses.retrieve(made.id)


def test_a_streamed_response_has_every_event_in_order(client: openai.OpenAI) -> None:
    events = list(client.responses.create(model="mock/plain", input="hi", stream=True))
    kinds = [event.type for event in events]
    deltas = kinds.count("response.output_text.delta")
    assert deltas >= 1
    assert kinds == [
        "response.created",
        "response.in_progress",
        "response.output_item.added",
        "response.content_part.added",
        *["response.output_text.delta"] * deltas,
        "response.output_text.done",
        "response.content_part.done",
        "response.output_item.done",
        "response.completed",
    ]
    assert [event.sequence_number for event in events] == list(range(len(events)))
    last: Any = events[-1]
    text = "".join(e.delta for e in events if e.type == "response.output_text.delta")
    assert last.response.output_text == text
    assert bare(text) == WORDS


def test_the_stream_helper_puts_a_tool_call_together(client: openai.OpenAI) -> None:
    tool: Any = {"type": "function", "strict": False, **TOOLS[0]["function"]}
    with client.responses.stream(model="mock/tools", input="hi", tools=[tool]) as stream:
        for _ in stream:
            pass
        final = stream.get_final_response()
    (call,) = final.output
    assert call.type == "function_call"
    assert (call.name, json.loads(call.arguments)) == ("weather", {"city": "Paris"})


def test_previous_response_id_goes_on_from_there(client: openai.OpenAI, script: Script) -> None:
    script.says("One.")
    first = client.responses.create(model="said/text", input="first")
    client.responses.create(model="said/text", input="second", previous_response_id=first.id)
    branch = client.responses.create(model="said/text", input="other", previous_response_id=first.id)
    said = [m["content"].splitlines()[0] for m in script.seen()["body"]["messages"]]
    assert said == ["first", "One.", "other"]
    assert branch.previous_response_id == first.id


def test_a_response_that_is_not_stored_leaves_no_trace_of_talk(client: openai.OpenAI, script: Script) -> None:
    alone = client.responses.create(model="said/text", input="alone", store=False)
    with pytest.raises(openai.NotFoundError):
        client.responses.retrieve(alone.id)
    first = client.responses.create(model="said/text", input="first")
    passing = client.responses.create(
        model="said/text", input="in passing", previous_response_id=first.id, store=False
    )
    assert [m["content"] for m in script.seen()["body"]["messages"]][-1] == "in passing"
    assert len(script.seen()["body"]["messages"]) == 3
    with pytest.raises(openai.NotFoundError):
        client.responses.retrieve(passing.id)


def test_a_conversation_is_made_filled_listed_and_deleted(client: openai.OpenAI) -> None:
    talk = client.conversations.create(metadata={"topic": "demo"})
    client.responses.create(model="mock/plain", input="first", conversation=talk.id)
    client.responses.create(model="mock/plain", input="second", conversation=talk.id)
    items = client.conversations.items.list(talk.id, order="asc").data
    assert [item.role for item in items] == ["user", "assistant"] * 2  # type: ignore[union-attr]
    assert client.conversations.retrieve(talk.id).id == talk.id
    assert client.conversations.delete(talk.id).deleted
    with pytest.raises(openai.NotFoundError):
        client.conversations.retrieve(talk.id)


def test_a_response_takes_items_and_parts(client: openai.OpenAI, script: Script) -> None:
    items: Any = [
        {"role": "developer", "content": "Be brief."},
        {"type": "message", "role": "user", "content": [{"type": "input_text", "text": "weather?"}]},
        {"type": "function_call", "call_id": "c1", "name": "weather", "arguments": "{}"},
        {"type": "function_call_output", "call_id": "c1", "output": "Sunny."},
    ]
    client.responses.create(model="said/text", input=items, store=False)
    sent = script.seen()["body"]["messages"]
    assert [m["role"] for m in sent] == ["developer", "user", "assistant", "tool"]
    assert sent[2]["tool_calls"][0]["id"] == sent[3]["tool_call_id"] == "c1"
