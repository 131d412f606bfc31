"""Whatever is sent, the answer is clear and never a 500: broken JSON, half characters, wrong types."""

from __future__ import annotations

import json
import socket
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote, urlsplit

import httpx2
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from serving import Server

JSON_ROUTES = [
    "/v1/chat/completions",
    "/v1/responses",
    "/v1/messages",
    "/v1/messages/count_tokens",
    "/v1/embeddings",
    "/v1/rerank",
    "/v1/moderations",
    "/v1/conversations",
    "/api/session",
    "/api/kb",
    "/api/keys",
    "/api/principals",
    "/api/receipts/verify",
]
BROKEN: dict[str, bytes] = {
    "empty": b"",
    "half": b'{"model": "mock/plain", ',
    "list": b"[]",
    "text": b'"hello"',
    "nan": b'{"model": NaN}',
    "twice": b"{}{}",
    "utf-16": '{"model": "x"}'.encode("utf-16"),
    "invalid-utf-8": b'{"model": "\xff\xfe"}',
    "half-surrogate": b'{"model": "\\ud800", "name": "\\udfff", "key": "weir_sk_\\ud800"}',
    "nul": b'{"model": "a\\u0000b", "name": "a\\u0000b", "input": "a\\u0000b", "key": "a\\u0000"}',
    "abyss": b'{"model": ' + b"[" * 100_000 + b"]" * 100_000 + b"}",
    "deep": b'{"input": "hi", "query": ' + b'{"a":' * 300 + b"1" + b"}" * 300 + b"}",
}


@pytest.fixture(scope="module")
def builder(server: Server) -> Iterator[httpx2.Client]:
    with server.client("builder") as client:
        yield client


def clear(answer: httpx2.Response) -> bool:
    """Whether a refusal tells what is wrong and what to do."""
    error = answer.json()["error"]
    return bool(error["message"] and error["type"])


@pytest.mark.parametrize("body", BROKEN.values(), ids=BROKEN.keys())
def test_a_body_that_is_no_good_json_is_refused_clearly(
    builder: httpx2.Client, unharmed: None, body: bytes
) -> None:
    for path in JSON_ROUTES:
        answer = builder.post(path, content=body, headers={"Content-Type": "application/json"})
        assert answer.status_code in (400, 401), (path, answer.status_code, answer.text[:200])
        assert clear(answer)


@pytest.mark.parametrize("path", JSON_ROUTES)
def test_a_body_beyond_the_limit_is_413(builder: httpx2.Client, unharmed: None, path: str) -> None:
    body = json.dumps({"input": "x" * (1 << 20)}).encode()
    assert builder.post(path, content=body).status_code == 413
    assert (
        builder.post(path, content=iter([body[:1000], body[1000:]])).status_code == 413
    )  # of unknown length


def test_an_upload_beyond_the_limit_is_refused_and_leaves_nothing(
    server: Server, builder: httpx2.Client, unharmed: None
) -> None:
    path = f"/api/kb/{server.ids['private']}/documents"
    before = len(builder.get(path).json()["items"])
    one = builder.post(path, files={"files": ("big.md", b"x" * 300_000)})
    assert (one.status_code, one.json()["error"]["code"]) == (413, "document.upload_too_large")
    many = builder.post(path, files=[("files", (f"{n}.md", b"y" * 190_000)) for n in range(12)])
    assert (many.status_code, many.json()["error"]["code"]) == (413, "request.too_large")
    two = builder.post(path, files=[("files", ("a.md", b"# fine")), ("files", ("big.md", b"x" * 300_000))])
    assert two.status_code == 413
    assert len(builder.get(path).json()["items"]) == before


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("multipart/form-data", b"no boundary"),
        ("multipart/form-data; boundary=x", b"--x\r\nrubbish"),
        ("multipart/form-data; boundary=x", b"--x--\r\n"),
        ("application/x-www-form-urlencoded", b"files=1"),
        ("text/plain", b"hello"),
        ("application/json", b"{}"),
        ("", b""),
        (
            "multipart/form-data; boundary=x",
            b'--x\r\nContent-Disposition: form-data; name="files"\r\n\r\ntext\r\n--x--\r\n',
        ),
    ],
)
def test_an_upload_that_is_none_is_refused_clearly(
    server: Server, builder: httpx2.Client, unharmed: None, kind: str, body: bytes
) -> None:
    answer = builder.post(
        f"/api/kb/{server.ids['private']}/documents", content=body, headers={"Content-Type": kind}
    )
    assert answer.status_code == 400, answer.text
    assert clear(answer)


@pytest.mark.parametrize(
    "name", ["a\0b.md", "../../../etc/passwd", "x" * 5000 + ".md", "中文 名.md", "", ".", '"']
)
def test_a_file_of_any_name_is_taken_or_refused_and_nothing_between(
    server: Server, builder: httpx2.Client, unharmed: None, name: str
) -> None:
    data = (
        b"--x\r\nContent-Disposition: form-data; name=\"files\"; filename*=UTF-8''"
        + quote(name, safe="").encode()
    )
    data += b"\r\n\r\n# " + quote(name).encode() + b"\r\n--x--\r\n"
    answer = builder.post(
        f"/api/kb/{server.ids['private']}/documents",
        content=data,
        headers={"Content-Type": "multipart/form-data; boundary=x"},
    )
    assert answer.status_code in (202, 400), answer.text
    if answer.status_code == 202:
        kept = answer.json()["items"][0]["name"]
        assert "/" not in kept
        assert "\0" not in kept


WEIRD = [
    "%00",
    "a%00b",
    "%ff%fe",
    "..%2f..%2fetc%2fpasswd",
    "%F0%9F%92%A9",
    "x" * 3000,
    "'%20OR%201=1--",
    "%20",
    "-1",
]


@pytest.mark.parametrize("id", WEIRD)
def test_an_id_of_any_shape_is_not_found(server: Server, unharmed: None, id: str) -> None:
    paths = [
        "/api/kb/{}", "/api/documents/{}", "/api/documents/{}/file", "/api/jobs/{}", "/api/exchanges/{}",
        "/api/receipts/{}", "/api/conversations/{}", "/api/apps/{}", "/v1/models/{}", "/v1/responses/{}",
        "/v1/conversations/{}/items", "/api/kb/{}/documents",
    ]  # fmt: skip
    with server.client("admin") as client:
        for path in paths:
            answer = client.get(path.format(id))
            assert answer.status_code in (400, 404), (path, answer.status_code)
            assert clear(answer)


QUERIES = [
    "limit=0",
    "limit=-1",
    "limit=x",
    "limit=99999999999999999999",
    "cursor=%00",
    "cursor=99999999999999999999",
    "q=%00",
    "q=%ff",
    "q=%25%5C",
    "from=99999999999999999999",
    "from=-1",
    "by=x",
    "to=9223372036854775807",
    "cursor=-9223372036854775808",
    "cursor=1.5",
]


@pytest.mark.parametrize("query", QUERIES)
def test_a_query_of_any_shape_is_answered_or_refused(server: Server, unharmed: None, query: str) -> None:
    with server.client("admin") as client:
        for path in ("exchanges", "usage", "audit", "jobs", "keys", "principals", "conversations", "kb"):
            answer = client.get(f"/api/{path}?{query}")
            assert answer.status_code in (200, 400), (path, answer.status_code, answer.text[:300])


def test_headers_of_any_shape_are_lived_with(server: Server, unharmed: None) -> None:
    for name, value in {
        "traceparent": b"00-zz-\xff",
        "accept-language": b"\xff\xfe;q=zh,,,;;",
        "content-type": b"application/json; charset=utf-7",
        "cookie": b"weir_session=\xff",
        "x-weir-console": b"\x80",
        "accept": b"",
        "expect": b"something-else",
        "x-forwarded-for": b"not an address, ::",
    }.items():
        with server.client("user") as client:
            answer = client.post(
                "/v1/moderations",
                json={"input": "hi"},
                headers=[(name.encode(), value)],  # type: ignore[arg-type]
            )
        assert answer.status_code == 200, (name, answer.text)


@pytest.mark.parametrize(
    "sent",
    [
        b"GET / HTTP/9.9\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
        b"POST /v1/chat/completions HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n",
        b"POST /v1/chat/completions HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nZZ\r\n",
        b"GET /" + b"a" * 100_000 + b" HTTP/1.1\r\nHost: x\r\n\r\n",
    ],
    ids=["version", "tls", "length", "chunks", "long"],
)
def test_what_is_no_http_does_not_disturb_others(server: Server, unharmed: None, sent: bytes) -> None:
    address = urlsplit(server.url)
    with socket.create_connection((address.hostname, address.port), 5) as connection:
        connection.sendall(sent)
        connection.settimeout(3)
        try:
            answer = connection.recv(1000)
        except (TimeoutError, ConnectionResetError):
            answer = b""
    assert b" 500 " not in answer.split(b"\r\n")[0]


FIELDS = [
    "model",
    "messages",
    "input",
    "role",
    "content",
    "text",
    "type",
    "tools",
    "tool_choice",
    "name",
    "function",
    "stream",
    "stream_options",
    "weir",
    "conversation",
    "knowledge_bases",
    "previous_response_id",
    "store",
    "stop",
    "temperature",
    "top_p",
    "max_tokens",
    "max_output_tokens",
    "response_format",
    "format",
    "system",
    "source",
    "tool_calls",
    "query",
    "documents",
    "top_n",
    "encoding_format",
    "metadata",
    "user",
    "n",
    "instructions",
    "policy",
    "question",
    "limit",
    "description",
    "principal",
    "expires_at",
    "tier",
    "groups",
    "key",
    "signature",
    "arguments",
    "stop_sequences",
    "call_id",
    "output",
    "include_usage",
    "return_documents",
    "thinking",
    "seed",
    "logprobs",
]
WORDS = [
    "said/text",
    "mock/plain",
    "app/quoting",
    "mock/vectors",
    "user",
    "assistant",
    "tool",
    "system",
    "text",
    "input_text",
    "message",
    "function",
    "tool_use",
    "tool_result",
    "image",
    "image_url",
    "new",
    "auto",
    "float",
    "base64",
    "json_schema",
    "function_call",
    "function_call_output",
    "default",
]
leaf = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(2**70), 2**70),
    st.floats(allow_nan=False, allow_infinity=False),
    st.sampled_from(WORDS),
    st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=20),
)
value = st.recursive(
    leaf,
    lambda inner: st.one_of(
        st.lists(inner, max_size=4), st.dictionaries(st.sampled_from(FIELDS), inner, max_size=5)
    ),
    max_leaves=12,
)
message = st.fixed_dictionaries(
    {},
    optional={
        "role": st.sampled_from(["user", "assistant", "tool"]) | leaf,
        "content": value,
        "tool_calls": value,
    },
)
body = st.fixed_dictionaries(
    {"model": st.sampled_from(["said/text", "mock/plain", "app/quoting", "mock/vectors", "default"]) | leaf},
    optional={
        "messages": st.lists(message, min_size=1, max_size=3) | value,
        "input": st.text(max_size=10) | st.lists(message, max_size=3) | value,
        **{name: value for name in FIELDS if name not in ("model", "messages", "input")},
    },
)


@pytest.mark.parametrize("path", [*JSON_ROUTES, "/api/kb/{private}", "/api/kb/{private}/search"])
def test_no_body_of_any_shape_is_a_500(
    server: Server, builder: httpx2.Client, unharmed: None, path: str
) -> None:
    method = "PATCH" if path.endswith("{private}") else "POST"

    @settings(
        max_examples=60,
        deadline=None,
        database=None,
        derandomize=True,
        suppress_health_check=list(HealthCheck),
    )
    @given(body if path.startswith("/v1") else st.dictionaries(st.sampled_from(FIELDS), value, max_size=5))
    def send(content: dict[str, Any]) -> None:
        answer = builder.request(method, path.format_map(server.ids), json=content)
        assert answer.status_code != 500, (content, answer.text)
        if answer.status_code >= 400:
            assert clear(answer)

    send()
