"""Connections: an answer is whole however it is cut, and nothing of one answer gets into another."""

from __future__ import annotations

import asyncio
import datetime
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from weir.models.remote.connections import Connections, Dropped, Garbled, Origin, Unreachable

REQUEST = b"POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 0\r\n\r\n"
WITH_LENGTH = b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 5\r\n\r\nhello"
IN_CHUNKS = (
    b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2;x=y\r\nhe\r\n3\r\nllo\r\n0\r\nTrailer: t\r\n\r\n"
)
AFTER_OTHERS = b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: <x>\r\n\r\n" + WITH_LENGTH
TO_THE_END = b"HTTP/1.1 200 OK\r\n\r\nhello"


@asynccontextmanager
async def endpoint(*answers: bytes, pieces: int = 0, close: bool = False) -> AsyncIterator[Origin]:
    """Gives the answers in turn, the last one for ever, in pieces of so many bytes."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        left = list(answers)
        try:
            while await reader.readuntil(b"\r\n\r\n"):
                answer = left.pop(0) if len(left) > 1 else left[0]
                size = pieces or len(answer) or 1
                for at in range(0, len(answer), size):
                    writer.write(answer[at : at + size])
                    await writer.drain()
                    await asyncio.sleep(0)
                if close:
                    break
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    try:
        yield Origin("127.0.0.1", server.sockets[0].getsockname()[1], tls=False)
    finally:
        server.close()


@asynccontextmanager
async def connections() -> AsyncIterator[Connections]:
    made = Connections()
    yield made
    await made.aclose()


async def ask(made: Connections, origin: Origin, wait: float = 2) -> tuple[int, bytes]:
    body = b""
    async with await made.post(origin, REQUEST, 2, wait) as answer:
        while part := await answer.read(wait):
            body += part
        return answer.status, body


@pytest.mark.parametrize("answer", [WITH_LENGTH, IN_CHUNKS, AFTER_OTHERS])
@pytest.mark.parametrize("pieces", [0, 1, 3])
async def test_an_answer_is_the_same_however_it_is_cut(answer: bytes, pieces: int) -> None:
    async with endpoint(answer, pieces=pieces) as origin, connections() as made:
        for _ in range(3):
            assert await ask(made, origin) == (200, b"hello")


async def test_an_answer_may_end_with_its_connection() -> None:
    async with endpoint(TO_THE_END, close=True) as origin, connections() as made:
        assert await ask(made, origin) == (200, b"hello")
        assert await ask(made, origin) == (200, b"hello")


@pytest.mark.parametrize("cut", [b"", b"HTTP/1.1 200 OK\r\nConte", WITH_LENGTH[:-1], IN_CHUNKS[:-2]])
async def test_an_answer_that_is_cut_off_is_dropped(cut: bytes) -> None:
    async with endpoint(cut, close=True) as origin, connections() as made:
        with pytest.raises(Dropped):
            await ask(made, origin)


async def test_what_arrived_before_the_cut_is_delivered_first() -> None:
    async with (
        endpoint(WITH_LENGTH[:-1], close=True) as origin,
        connections() as made,
        await made.post(origin, REQUEST, 2, 2) as answer,
    ):
        assert await answer.read(2) == b"hell"
        with pytest.raises(Dropped):
            await answer.read(2)


@pytest.mark.parametrize(
    "garbage",
    [
        b"SSH-2.0-OpenSSH_9.6\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: upgrade\r\n\r\n",
        b"HTTP/1.1 200 OK\r\n" + b"X: " + b"y" * 70_000 + b"\r\n\r\n",
    ],
)
async def test_what_is_no_answer_is_garbled_or_dropped(garbage: bytes) -> None:
    async with endpoint(garbage) as origin, connections() as made:
        with pytest.raises((Garbled, Dropped)):
            await ask(made, origin)


@pytest.mark.parametrize("size", [1, 10, 40, 200])
async def test_an_answer_that_nobody_asked_for_never_reaches_the_next_request(size: int) -> None:
    """Nor does half of one that has come already when the first is over."""
    stray = WITH_LENGTH.replace(b"hello", b"stray")[:size]
    async with endpoint(WITH_LENGTH + stray, WITH_LENGTH) as origin, connections() as made:
        assert [await ask(made, origin) for _ in range(4)] == [(200, b"hello")] * 4


async def test_silence_ends_with_a_timeout_and_the_connection_is_not_used_again() -> None:
    async with endpoint(b"", WITH_LENGTH) as origin, connections() as made:
        with pytest.raises(TimeoutError):
            await ask(made, origin, wait=0.1)
        with pytest.raises(TimeoutError):  # a new connection: its first answer is silence again
            await ask(made, origin, wait=0.1)


async def test_an_endpoint_waits_for_a_slow_reader() -> None:
    size = 64 << 20
    head = b"HTTP/1.1 200 OK\r\ncontent-length: %d\r\n\r\n" % size
    async with endpoint(head + bytes(size), pieces=1 << 16) as origin, connections() as made:
        async with await made.post(origin, REQUEST, 2, 2) as answer:
            await asyncio.sleep(0.2)
            largest = received = 0
            while part := await answer.read(5):
                received += len(part)
                largest = max(largest, len(part))
        assert received == size
        assert largest < 8 << 20


async def test_nobody_listening_and_no_such_host_are_unreachable() -> None:
    async with connections() as made:
        for origin in (Origin("127.0.0.1", 9, tls=False), Origin.of("http://no such host:80/v1")):
            with pytest.raises(Unreachable):
                await ask(made, origin)


async def test_a_certificate_that_nobody_vouches_for_is_unreachable(tmp_path: Path) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(own_certificate(tmp_path / "own.pem"))
    server = await asyncio.start_server(lambda _r, w: w.close(), "127.0.0.1", 0, ssl=context)
    async with server, connections() as made:
        with pytest.raises(Unreachable, match="certificate"):
            await ask(made, Origin("localhost", server.sockets[0].getsockname()[1], tls=True))


@settings(max_examples=60, deadline=None)
@given(st.lists(st.binary(min_size=1, max_size=40), max_size=6), st.integers(1, 60))
async def test_any_body_comes_back_from_any_chunks(chunks: list[bytes], pieces: int) -> None:
    coded = b"".join(b"%x\r\n%s\r\n" % (len(chunk), chunk) for chunk in chunks) + b"0\r\n\r\n"
    answer = b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n" + coded
    async with endpoint(answer, pieces=pieces) as origin, connections() as made:
        assert await ask(made, origin) == (200, b"".join(chunks))


def own_certificate(path: Path) -> Path:
    """A certificate signed by itself, with its key."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    now = datetime.datetime.now(datetime.UTC)
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .sign(key, hashes.SHA256())
    )
    pem = made.public_bytes(serialization.Encoding.PEM)
    secret = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path.write_bytes(pem + secret)
    return path
