"""The model that Weir carries, for real: streams, schemas, tools, cancelling, adapters, many at once."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from weir.core.errors import WeirError
from weir.models import ChatReply, ChatRequest
from weir.models.gather import gather_reply
from weir.models.local import gguf
from weir.models.local.chat import LocalChat
from weir.models.local.engine import Adapter, Plan
from weir.models.local.engines import Engines

PERSON = {
    "type": "object",
    "properties": {"name": {"type": "string"}, "age": {"type": "integer"}},
    "required": ["name", "age"],
    "additionalProperties": False,
}
WEATHER = {
    "type": "function",
    "function": {
        "name": "weather",
        "description": "The weather in a city",
        "parameters": {
            "type": "object",
            "properties": {"city": {"$ref": "#/$defs/place"}},
            "required": ["city"],
            "$defs": {"place": {"type": "string"}},
        },
    },
}


@pytest.fixture
async def engines() -> AsyncIterator[Engines]:
    made = Engines()
    yield made
    await made.aclose()


@pytest.fixture
def model(smollm: Path, engines: Engines) -> LocalChat:
    return LocalChat(Plan("local/smollm2-135m", smollm, context=1024), engines)


def asked(text: str, **params: Any) -> ChatRequest:
    return ChatRequest(
        "x", [{"role": "user", "content": text}], {"temperature": 0, "max_tokens": 48} | params
    )


async def answered(model: LocalChat, text: str, **params: Any) -> ChatReply:
    return await model.chat(asked(text, **params))


async def test_it_answers_and_counts_what_it_used(model: LocalChat) -> None:
    first = await answered(model, "What is the capital of France?")
    again = await answered(model, "What is the capital of France?")
    assert first.text == again.text
    assert first.usage.prompt_tokens > 10
    assert first.usage.cached_tokens == 0
    assert again.usage.cached_tokens > 10, "the prefix was not reused"
    assert again.usage.prompt_tokens == first.usage.prompt_tokens


async def test_it_streams_token_by_token_with_one_end(model: LocalChat) -> None:
    arrivals = [deltas async for deltas in model.stream(asked("Count from one to ten in words."))]
    deltas = [delta for each in arrivals for delta in each]
    assert len(arrivals) > 10
    assert len([delta for delta in deltas if delta.finish_reason]) == 1
    assert deltas[-1].usage is not None
    assert deltas[-1].usage.completion_tokens >= len([delta for delta in deltas if delta.text])


async def test_the_event_loop_keeps_turning_while_it_generates(model: LocalChat) -> None:
    await answered(model, "hi", max_tokens=1)
    work = asyncio.ensure_future(answered(model, "Tell a long story.", max_tokens=96))
    ticks = 0
    while not work.done():
        await asyncio.sleep(0.002)
        ticks += 1
    assert ticks > 20


async def test_many_at_once_all_get_their_answer(model: LocalChat) -> None:
    questions = [f"What is {number} plus {number}?" for number in range(12)]
    replies = await asyncio.gather(*(answered(model, question, max_tokens=16) for question in questions))
    assert all(reply.text and reply.usage.completion_tokens <= 16 for reply in replies)


async def test_leaving_a_stream_frees_its_slot(smollm: Path, engines: Engines) -> None:
    alone = LocalChat(Plan("local/alone", smollm, context=2048, parallel=1), engines)
    stream = alone.stream(asked("Tell a very long story.", max_tokens=1900))
    await anext(stream)
    await stream.aclose()  # type: ignore[attr-defined]
    async with engines.use(alone.plan) as engine:
        assert await asyncio.wait_for(asyncio.wrap_future(engine.pool.submit(lambda: "free")), 0.5) == "free"
    assert (await answered(alone, "Hello", max_tokens=2)).text


@pytest.mark.slow
async def test_a_cancelled_task_frees_its_slot_even_while_the_prompt_is_read(
    smollm: Path, engines: Engines
) -> None:
    alone = LocalChat(Plan("local/alone", smollm, context=2048, parallel=1), engines)
    started = time.perf_counter()
    await answered(alone, "word " * 1200, max_tokens=1)
    whole = time.perf_counter() - started
    task = asyncio.ensure_future(answered(alone, "other " * 1200, max_tokens=200))
    await asyncio.sleep(whole / 20)
    started = time.perf_counter()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert time.perf_counter() - started < whole * 0.6, "the prompt was read to its end for nobody"


async def test_a_request_beyond_the_context_says_how_long_it_is(model: LocalChat) -> None:
    with pytest.raises(WeirError) as caught:
        await answered(model, "word " * 2000)
    assert (caught.value.code, caught.value.status) == ("model.too_long", 400)
    assert caught.value.params["tokens"] > 2000
    assert caught.value.params["limit"] == 1024


SCHEMAS = [
    PERSON,
    {"type": "array", "items": {"enum": ["red", "green"]}, "minItems": 2, "maxItems": 3},
    {"type": "object", "properties": {"ok": {"type": "boolean"}}, "required": ["ok"]},
    {"anyOf": [{"type": "integer"}, {"type": "null"}]},
    {"enum": list(range(8_000))},
    {"type": "string", "maxLength": 10},
    {"$ref": "#/$defs/a", "$defs": {"a": {"type": "object", "properties": {"x": {"type": "number"}}}}},
]


@pytest.mark.parametrize("schema", SCHEMAS, ids=lambda schema: json.dumps(schema)[:30])
async def test_output_under_a_schema_always_parses(model: LocalChat, schema: dict[str, Any]) -> None:
    wanted = {"type": "json_schema", "json_schema": {"name": "x", "schema": schema}}
    for temperature in (0, 1.5):
        reply = await answered(model, "Describe something.", response_format=wanted, temperature=temperature)
        assert reply.finish_reason == "length" or json.loads(reply.text) is not ...


async def test_output_under_a_schema_has_its_shape(model: LocalChat) -> None:
    wanted = {"type": "json_schema", "json_schema": {"name": "x", "schema": PERSON}}
    reply = await answered(model, "Extract: Ann is 23 years old.", response_format=wanted)
    assert json.loads(reply.text) == {"name": "Ann", "age": 23}
    streamed = await gather_reply("x", model.stream(asked("Extract: Ann is 23.", response_format=wanted)))
    assert json.loads(streamed.text).keys() == {"name", "age"}


async def test_json_mode_gives_an_object(model: LocalChat) -> None:
    reply = await answered(model, "A cat as JSON", response_format={"type": "json_object"}, max_tokens=200)
    assert reply.finish_reason == "length" or isinstance(json.loads(reply.text), dict)


@pytest.mark.parametrize(
    "schema",
    [
        {"$ref": "http://127.0.0.1/x.json"},
        {"type": "string", "pattern": "^((((["},
        json.loads('{"items":' * 100 + "{}" + "}" * 100),
        {"type": "nonsense"},
        {"enum": ["x" * 70_000]},
    ],
    ids=["remote", "pattern", "deep", "type", "large"],
)
async def test_a_schema_that_cannot_be_held_is_refused_not_ignored(
    model: LocalChat, schema: dict[str, Any]
) -> None:
    wanted = {"type": "json_schema", "json_schema": {"name": "x", "schema": schema}}
    with pytest.raises(WeirError, match=r"model\.bad_schema"):
        await answered(model, "Hello", response_format=wanted)


async def test_a_reference_in_a_circle_gives_json_or_an_error_but_never_prose(model: LocalChat) -> None:
    circle = {"$ref": "#/definitions/a", "definitions": {"a": {"$ref": "#/definitions/a"}}}
    wanted = {"type": "json_schema", "json_schema": {"name": "x", "schema": circle}}
    asking = asked("Hello", response_format=wanted, temperature=1.5)
    (result,) = await asyncio.gather(model.chat(asking), return_exceptions=True)
    if isinstance(result, WeirError):
        assert result.code == "model.bad_schema"
    else:
        assert isinstance(result, ChatReply)
        assert result.finish_reason == "length" or json.loads(result.text) is not ...


async def test_a_tool_is_called_with_arguments_of_its_schema(model: LocalChat) -> None:
    question = "What is the weather in Paris?"
    for choice in ("auto", "required", {"type": "function", "function": {"name": "weather"}}):
        reply = await answered(model, question, tools=[WEATHER], tool_choice=choice)
        assert reply.finish_reason == "tool_calls"
        call = reply.tool_calls[0]
        assert call["function"]["name"] == "weather"
        assert isinstance(json.loads(call["function"]["arguments"])["city"], str)
    no_tools = await answered(model, question, tools=[WEATHER], tool_choice="none")
    assert no_tools.tool_calls == []


async def test_a_conversation_with_a_tool_result_goes_on(model: LocalChat) -> None:
    call = {"id": "c1", "type": "function", "function": {"name": "weather", "arguments": '{"city": "Paris"}'}}
    messages = [
        {"role": "user", "content": "What is the weather in Paris?"},
        {"role": "assistant", "content": None, "tool_calls": [call]},
        {"role": "tool", "tool_call_id": "c1", "content": "rain, 12 degrees"},
    ]
    reply = await model.chat(ChatRequest("x", messages, {"temperature": 0, "max_tokens": 32}))
    assert reply.text


async def test_log_probabilities_come_with_the_tokens(model: LocalChat) -> None:
    reply = await answered(
        model, "Answer yes or no: is fire hot?", logprobs=True, top_logprobs=3, max_tokens=3
    )
    assert reply.logprobs is not None
    assert len(reply.logprobs["content"][0]["top_logprobs"]) == 3


@pytest.mark.parametrize(
    ("messages", "params"),
    [
        ([], {}),
        ([{"content": "x"}], {}),
        ([{"role": "alien", "content": "x"}], {}),
        ([{"role": "user", "content": [{"type": "image_url", "image_url": {"url": "x"}}]}], {}),
        ([{"role": "user", "content": 5}], {}),
        (["x"], {}),
        ([{"role": "user", "content": "x"}], {"temperature": "hot"}),
        ([{"role": "user", "content": "x"}], {"n": 2}),
        ([{"role": "user", "content": "x"}], {"lora": [{"name": "unknown"}]}),
        ([{"role": "user", "content": "x"}], {"lora": "x"}),
        ([{"role": "user", "content": "x"}], {"tools": [{"type": "function"}]}),
        ([{"role": "user", "content": "x"}], {"tools": 5}),
        ([{"role": "user", "content": "x"}], {"tools": [WEATHER], "tool_choice": "other"}),
        ([{"role": "user", "content": "x"}], {"response_format": {"type": "json_schema"}}),
    ],
)
async def test_a_malformed_request_is_a_clear_error(
    model: LocalChat, messages: list[Any], params: dict[str, Any]
) -> None:
    with pytest.raises(WeirError) as caught:
        await model.chat(ChatRequest("x", messages, params))
    assert caught.value.status == 400


async def test_an_adapter_changes_the_answer_only_when_it_is_asked_for(
    smollm: Path, engines: Engines, tmp_path: Path
) -> None:
    path, rng = tmp_path / "adapter.gguf", np.random.default_rng(0)
    about = {
        "general.type": "adapter",
        "general.architecture": "llama",
        "adapter.type": "lora",
        "adapter.lora.alpha": 8.0,
    }
    tensors = {}
    for layer in range(30):
        for side, shape in (("a", (4, 576)), ("b", (576, 4))):
            tensors[f"blk.{layer}.attn_q.weight.lora_{side}"] = rng.normal(0, 0.5, shape).astype(np.float32)
    gguf.write(path, about, tensors)
    plain = LocalChat(Plan("local/plain", smollm, context=512), engines)
    tuned = LocalChat(Plan("local/tuned", smollm, context=512, adapters=(Adapter("odd", path),)), engines)
    question = "What is the capital of France?"
    without, off = await answered(plain, question), await answered(tuned, question)
    switched_on = await answered(tuned, question, lora=[{"name": "odd", "scale": 1.0}])
    switched_off = await answered(tuned, question)
    assert without.text == off.text == switched_off.text
    assert switched_on.text != off.text


async def test_nobody_else_can_reach_the_engine(model: LocalChat, engines: Engines) -> None:
    async with engines.use(model.plan) as engine:
        address = engine._server.listening_address
    assert address.startswith("unix://")
    with pytest.raises(OSError, match="No such file"):
        await asyncio.open_unix_connection(address.removeprefix("unix://"))


async def test_an_idle_model_leaves_the_memory_and_comes_back(smollm: Path) -> None:
    engines = Engines(idle_s=0.1)
    model = LocalChat(Plan("local/brief", smollm, context=512), engines)
    await answered(model, "Hello", max_tokens=2)
    assert engines.loaded() == ["local/brief"]
    await asyncio.sleep(0.4)
    assert engines.loaded() == []
    assert (await answered(model, "Hello", max_tokens=2)).text
    await engines.aclose()


@pytest.mark.slow
def test_an_engine_that_is_closed_as_soon_as_it_is_open_ends(smollm: Path) -> None:
    """In a process of its own: what can go wrong here stops the whole interpreter."""
    code = (
        "from pathlib import Path\n"
        "from weir.models.local.engine import Engine, Plan\n"
        f"plan = Plan('local/brief', Path({str(smollm)!r}), context=256, parallel=1)\n"
        "for _ in range(5):\n"
        "    Engine(plan).close()\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True, timeout=120)


async def test_weights_that_are_absent_or_broken_say_so_and_can_be_mended(
    smollm: Path, engines: Engines, tmp_path: Path
) -> None:
    path = tmp_path / "w.gguf"
    model = LocalChat(Plan("local/it", path, context=512), engines)
    with pytest.raises(WeirError, match=r"model\.absent"):
        await answered(model, "Hello")
    path.write_bytes(b"GGUF, but not really")
    with pytest.raises(WeirError, match=r"model\.broken"):
        await answered(model, "Hello")
    path.unlink()
    path.symlink_to(smollm)
    assert (await answered(model, "Hello", max_tokens=2)).text
