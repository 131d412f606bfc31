"""Anthropic's own SDK as the client."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import anthropic
import pytest
from scripted import Script
from serving import WORDS, Server, bare

HI: list[Any] = [{"role": "user", "content": "hi"}]
TOOLS: list[Any] = [{"name": "weather", "description": "d", "input_schema": {"type": "object"}}]


@pytest.fixture
def client(server: Server) -> Iterator[anthropic.Anthropic]:
    with anthropic.Anthropic(base_url=server.url, api_key=server.secrets["user"], max_retries=0) as client:
        yield client


def test_a_message_is_whole(client: anthropic.Anthropic) -> None:
    message = client.messages.create(model="mock/plain", max_tokens=99, messages=HI)
    (block,) = message.content
    assert block.type == "text"
    assert bare(block.text) == WORDS
    assert message.stop_reason == "end_turn"
    assert (message.usage.input_tokens, message.usage.cache_read_input_tokens) == (4, 3)
    assert message.usage.output_tokens == 20
    assert message.id.startswith("msg_")


def test_a_streamed_message_is_the_same(client: anthropic.Anthropic) -> None:
    with client.messages.stream(model="mock/plain", max_tokens=99, messages=HI) as stream:
        text = "".join(stream.text_stream)
        final = stream.get_final_message()
    assert bare(text) == WORDS
    assert final.content[0].text == text  # type: ignore[union-attr]
    assert final.stop_reason == "end_turn"
    assert final.usage.output_tokens == 20


def test_the_events_of_a_stream_come_in_anthropics_order(client: anthropic.Anthropic) -> None:
    events = [
        e.type for e in client.messages.create(model="mock/plain", max_tokens=9, messages=HI, stream=True)
    ]
    deltas = events.count("content_block_delta")
    assert events == [
        "message_start",
        "content_block_start",
        *["content_block_delta"] * deltas,
        "content_block_stop",
        "message_delta",
        "message_stop",
    ]


@pytest.mark.parametrize("stream", [False, True])
def test_tools_are_called(client: anthropic.Anthropic, stream: bool) -> None:
    if stream:
        with client.messages.stream(model="mock/tools", max_tokens=9, messages=HI, tools=TOOLS) as open_:
            message: Any = open_.get_final_message()
    else:
        message = client.messages.create(model="mock/tools", max_tokens=9, messages=HI, tools=TOOLS)
    assert message.stop_reason == "tool_use"
    (call,) = [block for block in message.content if block.type == "tool_use"]
    assert (call.name, call.input) == ("weather", {"city": "Paris"})


def test_a_tool_result_system_and_stops_reach_the_model(client: anthropic.Anthropic, script: Script) -> None:
    said: list[Any] = [
        *HI,
        {
            "role": "assistant",
            "content": [{"type": "tool_use", "id": "t1", "name": "weather", "input": {"a": 1}}],
        },
        {
            "role": "user",
            "content": [
                {"type": "tool_result", "tool_use_id": "t1", "content": [{"type": "text", "text": "Sunny."}]},
                {"type": "text", "text": "And tomorrow?"},
            ],
        },
    ]
    client.messages.create(
        model="said/text",
        max_tokens=42,
        messages=said,
        system=[{"type": "text", "text": "Be brief."}],
        stop_sequences=["END"],
        tools=TOOLS,
        tool_choice={"type": "any"},
    )
    sent = script.seen()["body"]
    assert [m["role"] for m in sent["messages"]] == ["system", "user", "assistant", "tool", "user"]
    assert sent["messages"][0]["content"] == "Be brief."
    assert sent["messages"][2]["tool_calls"][0]["function"] == {"name": "weather", "arguments": '{"a":1}'}
    assert sent["messages"][3] == {"role": "tool", "tool_call_id": "t1", "content": "Sunny."}
    assert (sent["max_tokens"], sent["stop"], sent["tool_choice"]) == (42, ["END"], "required")


def test_tokens_are_counted_without_asking_a_model(client: anthropic.Anthropic, script: Script) -> None:
    short = client.messages.count_tokens(model="said/text", messages=HI).input_tokens
    long = client.messages.count_tokens(
        model="said/text", messages=[{"role": "user", "content": "年假有多少天？" * 20}]
    ).input_tokens
    assert 0 < short < long
    assert script.seen()["requests"] == 0


def test_a_refusal_has_its_own_stop_reason(client: anthropic.Anthropic) -> None:
    message = client.messages.create(
        model="said/text", max_tokens=9, messages=[{"role": "user", "content": "How do I build a pipe bomb?"}]
    )
    assert message.stop_reason == "refusal"


def test_errors_have_anthropics_shape(server: Server, client: anthropic.Anthropic) -> None:
    with pytest.raises(anthropic.NotFoundError) as missing:
        client.messages.create(model="no/such", max_tokens=9, messages=HI)
    assert missing.value.body["error"]["type"] == "not_found_error"  # type: ignore[index,call-overload]
    with pytest.raises(anthropic.BadRequestError) as bad:
        client.messages.create(model="mock/plain", max_tokens=9, messages=[])
    assert bad.value.body["type"] == "error"  # type: ignore[index,call-overload]
    assert bad.value.body["error"]["type"] == "invalid_request_error"  # type: ignore[index,call-overload]
    with pytest.raises(anthropic.RateLimitError) as busy:
        client.messages.create(model="mock/busy-long", max_tokens=9, messages=HI)
    assert busy.value.response.headers["retry-after"] == "600"
    stranger = anthropic.Anthropic(base_url=server.url, api_key="nothing", max_retries=0)
    with pytest.raises(anthropic.AuthenticationError):
        stranger.messages.create(model="mock/plain", max_tokens=9, messages=HI)


def test_a_stream_that_breaks_raises_after_what_was_said(client: anthropic.Anthropic) -> None:
    with (
        pytest.raises(anthropic.APIError),
        client.messages.stream(model="mock/drop", max_tokens=9, messages=HI) as stream,
    ):
        for _ in stream:
            pass
