"""OpenAI's own SDK as the client: what works with OpenAI works with Weir."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from typing import Any

import openai
import pytest
from scripted import Script
from serving import TOOLS, WORDS, Server, bare

HI: list[Any] = [{"role": "user", "content": "hi"}]


@pytest.fixture
async def aclient(server: Server) -> AsyncIterator[openai.AsyncOpenAI]:
    async with openai.AsyncOpenAI(
        base_url=f"{server.url}/v1", api_key=server.secrets["user"], max_retries=0
    ) as client:
        yield client


def test_a_chat_completion_is_whole(client: openai.OpenAI) -> None:
    answer = client.chat.completions.create(model="mock/plain", messages=HI)
    assert answer.object == "chat.completion"
    assert answer.model == "mock/plain"
    assert bare(answer.choices[0].message.content) == WORDS
    assert answer.choices[0].finish_reason == "stop"
    assert answer.usage is not None
    assert answer.usage.total_tokens == 27
    assert answer.usage.prompt_tokens_details is not None
    assert answer.usage.prompt_tokens_details.cached_tokens == 3
    facts = answer.model_extra["weir"]  # type: ignore[index]
    assert facts["exchange"] == answer.id
    assert facts["label"]["implicit"]["ProduceID"] == answer.id


def test_the_answers_headers_tell_the_exchange_and_its_price(client: openai.OpenAI) -> None:
    raw = client.chat.completions.with_raw_response.create(
        model="mock/plain",
        messages=HI,
        extra_headers={"traceparent": "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"},
    )
    assert raw.headers["x-weir-exchange"] == raw.parse().id
    assert float(raw.headers["x-weir-overhead-ms"]) >= 0
    assert raw.headers["traceparent"].split("-")[1] == "0af7651916cd43dd8448eb211c80319c"


@pytest.mark.parametrize("model", ["mock/plain", "mock/bytewise", "mock/whole", "mock/no-done"])
def test_a_streamed_chat_gives_the_same_text(client: openai.OpenAI, model: str) -> None:
    chunks = list(client.chat.completions.create(model=model, messages=HI, stream=True))
    text = "".join(c.choices[0].delta.content or "" for c in chunks if c.choices)
    assert bare(text) == WORDS
    assert chunks[0].choices[0].delta.role == "assistant"
    assert [c.choices[0].finish_reason for c in chunks][-1] == "stop"
    assert {c.id for c in chunks} == {chunks[-1].model_extra["weir"]["exchange"]}  # type: ignore[index]
    assert not any(c.usage for c in chunks)


def test_usage_comes_last_and_alone_when_it_is_asked_for(client: openai.OpenAI) -> None:
    chunks = list(
        client.chat.completions.create(
            model="mock/plain", messages=HI, stream=True, stream_options={"include_usage": True}
        )
    )
    assert chunks[-1].choices == []
    assert chunks[-1].usage is not None
    assert (chunks[-1].usage.prompt_tokens, chunks[-1].usage.completion_tokens) == (7, 20)


async def test_the_async_client_streams_too(aclient: openai.AsyncOpenAI) -> None:
    stream = await aclient.chat.completions.create(model="mock/plain", messages=HI, stream=True)
    text = "".join([c.choices[0].delta.content or "" async for c in stream if c.choices])
    assert bare(text) == WORDS
    whole = await aclient.chat.completions.create(model="mock/plain", messages=HI)
    assert bare(whole.choices[0].message.content) == WORDS


def test_tool_calls_come_whole(client: openai.OpenAI) -> None:
    answer = client.chat.completions.create(model="mock/tools", messages=HI, tools=TOOLS)
    (call,) = answer.choices[0].message.tool_calls or []
    assert call.type == "function"
    assert (call.function.name, json.loads(call.function.arguments)) == ("weather", {"city": "Paris"})
    assert answer.choices[0].finish_reason == "tool_calls"


def test_streamed_tool_calls_add_up(client: openai.OpenAI) -> None:
    with client.chat.completions.stream(model="mock/tools", messages=HI, tools=TOOLS) as stream:
        for _ in stream:
            pass
        final = stream.get_final_completion()
    (call,) = final.choices[0].message.tool_calls or []
    assert json.loads(call.function.arguments) == {"city": "Paris"}
    assert final.choices[0].finish_reason == "tool_calls"


def test_tool_results_go_back_to_the_model(client: openai.OpenAI, script: Script) -> None:
    call = {"id": "c1", "type": "function", "function": {"name": "weather", "arguments": "{}"}}
    said: list[Any] = [
        *HI,
        {"role": "assistant", "content": None, "tool_calls": [call]},
        {"role": "tool", "tool_call_id": "c1", "content": "Sunny."},
    ]
    client.chat.completions.create(model="said/text", messages=said, tools=TOOLS)
    assert script.seen()["body"]["messages"] == said


def test_parameters_pass_through_to_the_model(client: openai.OpenAI, script: Script) -> None:
    form: Any = {"type": "json_schema", "json_schema": {"name": "n", "schema": {"type": "object"}}}
    script.says('{"a": 1}')
    answer = client.chat.completions.create(
        model="said/text",
        messages=HI,
        response_format=form,
        temperature=0.3,
        seed=7,
        stop=["x"],
        user="u1",
        max_completion_tokens=50,
        extra_body={"top_k": 4},
    )
    assert json.loads(answer.choices[0].message.content or "") == {"a": 1}  # no notice inside JSON
    sent = script.seen()["body"]
    assert sent["response_format"] == form
    assert (sent["temperature"], sent["seed"], sent["stop"], sent["user"]) == (0.3, 7, ["x"], "u1")
    assert (sent["max_completion_tokens"], sent["top_k"]) == (50, 4)
    assert "weir" not in sent


def test_a_parsed_answer_is_the_schemas_own_type(client: openai.OpenAI, script: Script) -> None:
    from pydantic import BaseModel

    class City(BaseModel):
        name: str

    script.says('{"name": ', '"Paris"}')
    answer = client.chat.completions.parse(model="said/text", messages=HI, response_format=City)
    assert answer.choices[0].message.parsed == City(name="Paris")


@pytest.mark.parametrize("stream", [False, True])
def test_logprobs_pass_through(client: openai.OpenAI, script: Script, stream: bool) -> None:
    token: Any = {"token": "Hello", "logprob": -0.25, "bytes": None, "top_logprobs": []}
    script.says("Hello there.", logprobs={"content": [token]})
    answer: Any = client.chat.completions.create(
        model="said/text", messages=HI, logprobs=True, top_logprobs=1, stream=stream
    )
    choices = [c.choices[0] for c in answer if c.choices] if stream else answer.choices
    (found,) = [choice.logprobs for choice in choices if choice.logprobs]
    assert (found.content[0].token, found.content[0].logprob) == ("Hello", -0.25)


def test_an_answer_from_documents_carries_its_citations(client: openai.OpenAI) -> None:
    question: list[Any] = [
        {"role": "user", "content": "How many days of annual leave does an employee have?"}
    ]
    for stream in (False, True):
        answer: Any = client.chat.completions.create(model="app/quoting", messages=question, stream=stream)
        facts = list(answer)[-1].model_extra["weir"] if stream else answer.model_extra["weir"]
        (citation,) = facts["citations"]
        assert citation["document"] == "handbook.md"
        assert citation["heading"] == "Leave > Annual leave"
        assert "25 days" in citation["quote"]


def test_embeddings_are_the_same_as_numbers_and_as_base64(client: openai.OpenAI) -> None:
    plain = client.embeddings.create(model="mock/vectors", input=["abc", "中文"], encoding_format="float")
    packed = client.embeddings.create(model="mock/vectors", input=["abc", "中文"])  # the SDK asks for base64
    assert [len(item.embedding) for item in plain.data] == [3, 3]
    for one, other in zip(plain.data, packed.data, strict=True):
        assert one.embedding == pytest.approx(other.embedding)
    assert plain.usage.prompt_tokens == 5


def test_moderations_flag_what_the_policy_steers_or_stops(client: openai.OpenAI) -> None:
    good, bad = client.moderations.create(input=["a nice day", "How do I build a pipe bomb?"]).results
    assert not good.flagged
    assert bad.flagged
    found = bad.categories.model_extra
    assert found is not None
    assert any(found.values())


def test_models_are_listed_and_found_by_names_with_slashes(client: openai.OpenAI) -> None:
    names = [model.id for model in client.models.list()]
    assert {"app/quoting", "mock/plain", "local/lexical"} <= set(names)
    for name in ("app/quoting", "mock/plain"):
        assert client.models.retrieve(name).id == name
    with pytest.raises(openai.NotFoundError):
        client.models.retrieve("mock/never")


def test_rerank_orders_documents(client: openai.OpenAI) -> None:
    documents = ["The canteen opens at noon.", {"text": "Annual leave is 25 days."}, "Parking is free."]
    answer: Any = client.post(
        "/rerank",
        body={"query": "annual leave days", "documents": documents, "top_n": 2, "return_documents": True},
        cast_to=object,
    )
    assert answer["results"][0]["index"] == 1
    assert len(answer["results"]) == 2
    assert answer["results"][0]["document"]["text"] == "Annual leave is 25 days."


def test_a_wrong_key_is_an_authentication_error(server: Server) -> None:
    client = openai.OpenAI(base_url=f"{server.url}/v1", api_key=server.secrets["wrong"], max_retries=0)
    for stream in (False, True):
        with pytest.raises(openai.AuthenticationError) as refused:
            client.chat.completions.create(model="mock/plain", messages=HI, stream=stream)
        assert refused.value.code == "auth.key_invalid"


def test_an_unknown_model_is_a_not_found_error_in_the_callers_language(client: openai.OpenAI) -> None:
    with pytest.raises(openai.NotFoundError) as refused:
        client.chat.completions.create(
            model="no/such", messages=HI, extra_headers={"Accept-Language": "zh-CN,en;q=0.5"}
        )
    assert refused.value.code == "model.unknown"
    assert refused.value.param == "model"
    assert "没有名为 no/such 的模型" in refused.value.message


def test_a_busy_upstream_is_a_rate_limit_error_with_the_time_to_wait(client: openai.OpenAI) -> None:
    with pytest.raises(openai.RateLimitError) as refused:
        client.chat.completions.create(model="mock/busy-long", messages=HI)
    assert refused.value.response.headers["retry-after"] == "600"


def test_over_the_quota_is_a_rate_limit_error_with_the_time_to_wait(server: Server) -> None:
    client = openai.OpenAI(base_url=f"{server.url}/v1", api_key=server.secrets["tight"], max_retries=0)
    for _ in range(2):
        client.moderations.create(input="hi")
    with pytest.raises(openai.RateLimitError) as refused:
        client.moderations.create(input="hi")
    assert refused.value.code == "quota.exceeded"
    assert 1 <= int(refused.value.response.headers["retry-after"]) <= 60


@pytest.mark.parametrize(
    ("given", "param"),
    [
        ({"messages": []}, "messages"),
        ({"messages": [{"role": "boss", "content": "hi"}]}, "messages[0].role"),
        ({"messages": [{"role": ["user"], "content": "hi"}]}, "messages[0].role"),
        ({"messages": [{"role": "user", "content": 7}]}, "messages[0].content"),
        ({"messages": HI, "n": 2}, "n"),
        ({"messages": HI, "temperature": 9}, "temperature"),
        ({"messages": HI, "weir": 5}, "weir"),
        ({"messages": HI, "weir": {"knowledge_bases": "x"}}, "weir.knowledge_bases"),
    ],
)
def test_a_bad_field_is_a_bad_request_that_names_it(
    client: openai.OpenAI, given: dict[str, Any], param: str
) -> None:
    with pytest.raises(openai.BadRequestError) as refused:
        client.post("/chat/completions", body={"model": "mock/plain", **given}, cast_to=object)
    assert (refused.value.code, refused.value.param) == ("request.invalid", param)


@pytest.mark.parametrize("model", ["mock/drop", "mock/stall", "mock/error"])
def test_a_stream_that_breaks_ends_with_an_error_after_what_was_said(
    client: openai.OpenAI, model: str
) -> None:
    with pytest.raises(openai.APIError) as broken:
        for _ in client.chat.completions.create(model=model, messages=HI, stream=True):
            pass
    assert str(broken.value.code).startswith("model.upstream_")
    assert "secret-detail" not in str(broken.value.body)


@pytest.mark.parametrize("model", ["mock/broken", "mock/garbage", "mock/gone"])
def test_an_upstream_that_fails_before_the_first_piece_is_a_server_error(
    client: openai.OpenAI, model: str
) -> None:
    for stream in (False, True):
        with pytest.raises(openai.InternalServerError) as failed:
            client.chat.completions.create(model=model, messages=HI, stream=stream)
        assert failed.value.status_code == 502


def test_a_client_that_leaves_frees_the_upstream(client: openai.OpenAI, script: Script) -> None:
    script.says(*["And on it goes, without any end to it. "] * 200, pause_s=0.03)
    stream = client.chat.completions.create(model="said/text", messages=HI, stream=True)
    next(iter(stream))
    stream.close()
    assert script.wait_for("left") == 1


def test_a_client_that_leaves_while_a_whole_answer_is_made_frees_the_upstream(
    server: Server, script: Script
) -> None:
    script.says("Late.", pause_s=3)
    client = openai.OpenAI(
        base_url=f"{server.url}/v1", api_key=server.secrets["user"], max_retries=0, timeout=0.5
    )
    with pytest.raises(openai.APITimeoutError):
        client.chat.completions.create(model="said/text", messages=HI)
    until = 50
    with server.client("user") as api:
        while until and api.get("/api/exchanges?limit=1").json()["items"][0]["status"] != "cancelled":
            until -= 1
    assert until
