"""Endpoints: what they answer arrives whole and in order; how they fail is told without their words."""

from __future__ import annotations

import asyncio
import json
import time
import urllib.request
from collections.abc import AsyncIterator
from typing import Any

import pytest
from upstream import WORDS

from weir.core.errors import WeirError
from weir.models import ChatRequest, Delta
from weir.models.gather import gather_reply
from weir.models.remote.chat import RemoteChat
from weir.models.remote.connections import Connections
from weir.models.remote.embedding import RemoteEmbedding
from weir.models.remote.endpoint import Endpoint, Timeouts
from weir.models.remote.rerank import RemoteRerank

KEY = "sk-upstream-secret"
TEXT = "".join(WORDS)
USUAL = Timeouts()
QUICK = Timeouts(connect=1, first_byte=0.4, idle=0.3, total=3)


class Remote:
    """Makes models on the fake upstream."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.connections = Connections()

    def endpoint(self, model: str, timeouts: Timeouts = USUAL, retries: int = 2) -> Endpoint:
        return Endpoint("fake/it", self.url, model, KEY, timeouts, retries)

    def chat(self, model: str, timeouts: Timeouts = USUAL, retries: int = 2) -> RemoteChat:
        return RemoteChat(self.endpoint(model, timeouts, retries), self.connections)

    def stats(self) -> dict[str, Any]:
        with urllib.request.urlopen(f"{self.url}/stats") as response:
            return dict(json.load(response))


@pytest.fixture
async def remote(upstream_url: str) -> AsyncIterator[Remote]:
    made = Remote(upstream_url)
    yield made
    await made.connections.aclose()


def asked(user: str | None = None, **params: Any) -> ChatRequest:
    return ChatRequest("fake/it", [{"role": "user", "content": "hello"}], params, user)


async def streamed(model: RemoteChat, request: ChatRequest | None = None) -> list[Delta]:
    return [delta async for deltas in model.stream(request or asked()) for delta in deltas]


async def test_an_answer_carries_text_usage_and_the_name_of_the_model(remote: Remote) -> None:
    reply = await remote.chat("plain").chat(asked())
    assert (reply.text, reply.finish_reason, reply.model) == (TEXT, "stop", "fake/it")
    assert (reply.usage.prompt_tokens, reply.usage.cached_tokens, reply.usage.estimated) == (7, 3, False)


@pytest.mark.parametrize("model", ["plain", "slow", "bytewise", "crlf", "no-done", "whole"])
async def test_a_stream_gives_the_same_text_however_it_is_cut(remote: Remote, model: str) -> None:
    reply = await gather_reply("fake/it", remote.chat(model).stream(asked()))
    assert (reply.text, reply.finish_reason, reply.usage.prompt_tokens) == (TEXT, "stop", 7)


async def test_a_stream_arrives_piece_by_piece(remote: Remote) -> None:
    arrivals = [deltas async for deltas in remote.chat("slow").stream(asked())]
    assert len(arrivals) > 15


async def test_usage_that_is_not_reported_is_estimated_and_says_so(remote: Remote) -> None:
    usage = (await streamed(remote.chat("no-usage")))[-1].usage
    assert usage is not None
    assert usage.estimated
    assert usage.completion_tokens > 10


async def test_tool_calls_arrive_whole(remote: Remote) -> None:
    tools = [{"type": "function", "function": {"name": "weather", "parameters": {"type": "object"}}}]
    model = remote.chat("tools")
    for reply in (
        await model.chat(asked(tools=tools)),
        await gather_reply("x", model.stream(asked(tools=tools))),
    ):
        assert reply.finish_reason == "tool_calls"
        assert reply.tool_calls[0]["function"] == {"name": "weather", "arguments": '{"city":"Paris"}'}


async def test_the_endpoint_gets_its_own_model_name_the_parameters_and_the_key(remote: Remote) -> None:
    reply = await remote.chat("echo").chat(asked("u1", temperature=0.5, lora=[{"name": "x"}]))
    messages = [{"role": "user", "content": "hello"}]
    assert json.loads(reply.text) == {"model": "echo", "messages": messages, "temperature": 0.5, "user": "u1"}
    assert remote.stats()["authorization"] == f"Bearer {KEY}"


@pytest.mark.parametrize(
    ("model", "code", "status"),
    [
        ("key", "model.upstream_refused_key", 502),
        ("missing", "model.upstream_not_there", 502),
        ("rejects", "model.upstream_rejected", 400),
        ("long", "model.upstream_too_long", 400),
        ("busy-long", "model.upstream_busy", 429),
        ("broken", "model.upstream_failed", 502),
        ("html", "model.upstream_garbage", 502),
        ("garbage", "model.upstream_garbage", 502),
        ("redirect", "model.upstream_garbage", 502),
        ("drop", "model.upstream_dropped", 502),
        ("error", "model.upstream_failed", 502),
        ("silent", "model.upstream_timeout", 504),
    ],
)
@pytest.mark.parametrize("streaming", [False, True])
async def test_a_failure_is_named_and_leaks_nothing(
    remote: Remote, model: str, code: str, status: int, streaming: bool
) -> None:
    failing = remote.chat(model, Timeouts(total=0.4, first_byte=0.4), retries=0)
    with pytest.raises(WeirError) as caught:
        await (streamed(failing) if streaming else failing.chat(asked()))
    told = f"{caught.value} {caught.value.body('en')} {caught.value.body('zh')} {failing.endpoint!r}"
    assert (caught.value.code, caught.value.status) == (code, status)
    assert KEY not in told
    assert "secret-detail" not in told
    assert caught.value.__cause__ is None


@pytest.mark.parametrize(
    ("model", "code"),
    [("drop", "dropped"), ("error", "failed"), ("stall", "timeout"), ("no-end", "dropped")],
)
async def test_a_failure_in_the_middle_comes_after_what_was_delivered_and_is_not_retried(
    remote: Remote, model: str, code: str
) -> None:
    before = remote.stats()["requests"]
    got: list[str] = []

    async def read() -> None:
        async for deltas in remote.chat(model, QUICK).stream(asked()):
            got.extend(delta.text for delta in deltas)

    with pytest.raises(WeirError) as caught:
        await read()
    assert caught.value.code == f"model.upstream_{code}"
    assert TEXT.startswith("".join(got))
    assert len("".join(got)) > 10
    assert remote.stats()["requests"] == before + 1


@pytest.mark.parametrize("model", ["flaky", "busy", "reset"])
@pytest.mark.parametrize("streaming", [False, True])
async def test_a_passing_failure_is_retried_until_it_answers(
    remote: Remote, model: str, streaming: bool
) -> None:
    request, trying = asked(user=f"{model}-{streaming}"), remote.chat(model)
    stream = trying.stream(request)
    reply = await (gather_reply("x", stream) if streaming else trying.chat(request))
    assert reply.text == TEXT


async def test_retries_end(remote: Remote) -> None:
    before = remote.stats()["requests"]
    with pytest.raises(WeirError, match="upstream_failed"):
        await remote.chat("broken", retries=2).chat(asked())
    assert remote.stats()["requests"] == before + 3


async def test_a_long_retry_after_is_passed_on_instead_of_waited_for(remote: Remote) -> None:
    started = time.monotonic()
    with pytest.raises(WeirError) as caught:
        await remote.chat("busy-long").chat(asked())
    assert caught.value.params["retry_after"] == 600
    assert time.monotonic() - started < 5


async def test_nobody_listening_is_unreachable(remote: Remote) -> None:
    nowhere = Endpoint("fake/it", "http://127.0.0.1:9", "x", retries=1)
    with pytest.raises(WeirError, match="upstream_unreachable"):
        await RemoteChat(nowhere, remote.connections).chat(asked())


async def test_leaving_a_stream_lets_go_of_the_upstream(remote: Remote) -> None:
    before = remote.stats().get("disconnected", 0)
    stream = remote.chat("stall").stream(asked())
    await anext(stream)
    await stream.aclose()  # type: ignore[attr-defined]
    for _ in range(50):
        if remote.stats().get("disconnected", 0) > before:
            return
        await asyncio.sleep(0.02)
    pytest.fail("the upstream still has its client")


async def test_many_streams_share_few_connections_and_lose_nothing(remote: Remote) -> None:
    model = remote.chat("plain")
    before = remote.stats()["connections"]
    for _ in range(5):
        replies = await asyncio.gather(*(gather_reply("x", model.stream(asked())) for _ in range(50)))
        assert {reply.text for reply in replies} == {TEXT}
    assert remote.stats()["connections"] - before <= 60


async def test_embeddings_come_in_order_and_of_length_one(remote: Remote) -> None:
    model = RemoteEmbedding(remote.endpoint("any"), remote.connections)
    texts = ["x" * (length % 50 + 1) for length in range(150)]
    made = await model.embed(texts)
    assert made.vectors.shape == (150, model.dimensions)
    assert abs((made.vectors**2).sum(axis=1) - 1).max() < 1e-5
    assert made.vectors[3, 0] / made.vectors[3, 1] == pytest.approx(4)


async def test_a_missing_embedding_is_an_error(remote: Remote) -> None:
    with pytest.raises(WeirError, match="upstream_garbage"):
        await RemoteEmbedding(remote.endpoint("short"), remote.connections).embed(["a", "b"])


async def test_a_ranking_is_best_first_and_of_our_documents(remote: Remote) -> None:
    ranked = await RemoteRerank(remote.endpoint("any"), remote.connections).rerank("q", ["a", "ccc", "bb"], 2)
    assert [each.index for each in ranked] == [1, 2]
    with pytest.raises(WeirError, match="upstream_garbage"):
        await RemoteRerank(remote.endpoint("wrong"), remote.connections).rerank("q", ["a", "b"])
