"""Kept-alive HTTP/1.1 connections to model endpoints, one request at a time on each.

This is the gateway's hot path, so it does what endpoints need and no more: a POST with a body that is there,
an answer with a length, in chunks, or up to the end of the connection. No redirects, proxies, cookies or
compression. The parser is llhttp (`httptools`), which is strict.
"""

from __future__ import annotations

import asyncio
import ssl
from dataclasses import dataclass
from functools import cache
from types import TracebackType
from typing import Any, cast
from urllib.parse import urlsplit

from httptools import HttpParserError, HttpParserUpgrade, HttpResponseParser

_IDLE_S = 30.0  # an unused connection is kept so long
_LARGEST_HEAD = 64 << 10
_MOST_WAITING = 1 << 20  # bytes that nobody has read yet; beyond it the endpoint has to wait


class Unreachable(OSError):
    """No connection could be made."""


class Dropped(OSError):
    """The connection ended before the answer did."""


class Garbled(OSError):
    """What came is no HTTP."""


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a connection goes."""

    host: str
    port: int
    tls: bool

    @classmethod
    def of(cls, url: str) -> Origin:
        parts = urlsplit(url)
        tls = parts.scheme == "https"
        return cls(_in_ascii(parts.hostname or ""), parts.port or (443 if tls else 80), tls)

    @property
    def name(self) -> str:
        """The value of the ``host`` header."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == (443 if self.tls else 80) else f"{host}:{self.port}"


class Connections:
    """All connections of this process, by where they go."""

    def __init__(self) -> None:
        self._idle: dict[Origin, list[Connection]] = {}
        self._sweeping: asyncio.TimerHandle | None = None

    async def post(self, origin: Origin, request: bytes, connect: float, wait: float) -> Connection:
        """Send a whole request; returns once the head of the answer is there. Leave it with ``async with``.

        Waits at most `connect` seconds for a connection, then `wait` for the head. Raises `Unreachable`,
        `Dropped`, `Garbled`, TimeoutError.
        """
        connection = self._kept(origin) or await self._open(origin, min(connect, wait))
        try:
            connection.send(request)
            await connection.head(wait)
        except BaseException:
            connection.abort()
            raise
        return connection

    def give_back(self, connection: Connection) -> None:
        """Keep a connection for the next request."""
        self._idle.setdefault(connection.origin, []).append(connection)
        if self._sweeping is None:
            self._sweeping = asyncio.get_running_loop().call_later(_IDLE_S, self._sweep)

    async def aclose(self) -> None:
        if self._sweeping is not None:
            self._sweeping.cancel()
            self._sweeping = None
        for kept in self._idle.values():
            for connection in kept:
                connection.abort()
        self._idle.clear()

    def _kept(self, origin: Origin) -> Connection | None:
        """The connection that was used last, since it is the likeliest to be open still."""
        kept = self._idle.get(origin)
        while kept:
            connection = kept.pop()
            if connection.usable:
                return connection
        return None

    async def _open(self, origin: Origin, wait: float) -> Connection:
        loop = asyncio.get_running_loop()
        try:
            async with asyncio.timeout(wait):
                _, connection = await loop.create_connection(
                    lambda: Connection(self, origin),
                    origin.host,
                    origin.port,
                    ssl=_tls() if origin.tls else None,
                )
        except (OSError, ValueError) as error:  # TimeoutError too; ValueError: a host that is no name
            raise Unreachable(str(error)) from None
        return connection

    def _sweep(self) -> None:
        """Close what nobody has used for a while."""
        self._sweeping = None
        loop = asyncio.get_running_loop()
        oldest = loop.time() - _IDLE_S
        for origin, kept in list(self._idle.items()):
            for connection in kept:
                if connection.used_at <= oldest:
                    connection.abort()
            self._idle[origin] = [connection for connection in kept if connection.usable]
            if not self._idle[origin]:
                del self._idle[origin]
        if self._idle:
            self._sweeping = loop.call_later(_IDLE_S, self._sweep)


class Connection(asyncio.Protocol):
    """One connection and the answer that comes over it: `status`, `headers` (lower case), then `read`."""

    def __init__(self, connections: Connections, origin: Origin) -> None:
        self.origin = origin
        self.used_at = 0.0
        self._connections = connections
        self._loop = asyncio.get_running_loop()
        self._parser = HttpResponseParser(self)
        self._waiter: asyncio.Future[None] | None = None
        self._closed = False
        self._asking = False
        self._begin()

    def _begin(self) -> None:
        self.status = 0
        self.headers: dict[str, str] = {}
        self.complete = False
        self._failure: OSError | None = None
        self._parts: list[bytes] = []
        self._head_size = self._waiting = 0
        self._keep = True

    @property
    def usable(self) -> bool:
        """Whether it can take a request."""
        return not (self._closed or self._asking or self._transport.is_closing())

    def send(self, request: bytes) -> None:
        """Ask; what was left of the last answer is forgotten."""
        self._begin()
        self._asking = True
        self._transport.write(request)

    async def head(self, wait: float) -> None:
        """Wait for the head of the answer."""
        if not self.status:
            deadline = self._loop.time() + wait
            while not self.status:
                await self._arrival(deadline)

    async def read(self, wait: float) -> bytes:
        """What has arrived since the last read, at least a byte; empty at the end. Waits `wait` seconds."""
        if not (self._parts or self.complete):
            deadline = self._loop.time() + wait
            while not (self._parts or self.complete):
                await self._arrival(deadline)
        parts, self._parts = self._parts, []
        if self._waiting > _MOST_WAITING and not self._closed:
            self._transport.resume_reading()
        self._waiting = 0
        return parts[0] if len(parts) == 1 else b"".join(parts)

    def abort(self) -> None:
        """Let go of the endpoint at once."""
        self._transport.abort()

    async def __aenter__(self) -> Connection:
        return self

    async def __aexit__(
        self, _type: type[BaseException] | None, _error: BaseException | None, _: TracebackType | None
    ) -> None:
        if self.complete and self._keep and not self._closed:
            self._asking, self.used_at = False, self._loop.time()
            self._connections.give_back(self)
        else:
            self.abort()

    async def _arrival(self, deadline: float) -> None:
        if self._failure is not None:
            raise self._failure
        self._waiter = waiter = self._loop.create_future()
        timer = self._loop.call_at(deadline, _expire, waiter)
        try:
            await waiter
        finally:
            timer.cancel()
            self._waiter = None

    def _wake(self) -> None:
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_result(None)

    # asyncio.Protocol

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)  # uvloop's own class is no subclass of it

    def data_received(self, data: bytes) -> None:
        if not self._asking or self.complete:  # nobody asked for this: whose answer would it be?
            self._keep = False
            self.abort()
            return
        try:
            self._parser.feed_data(data)
        except (HttpParserError, HttpParserUpgrade) as error:
            self._keep = False
            if not self.complete:
                self._failure = Garbled(str(error))
        self._wake()

    def connection_lost(self, error: Exception | None) -> None:
        self._closed = True
        if not self.complete and self._failure is None:
            if self.status and self._ends_with_the_connection() and error is None:
                self.complete = True
            else:
                self._failure = Dropped(str(error))
        self._wake()

    def _ends_with_the_connection(self) -> bool:
        return "content-length" not in self.headers and "transfer-encoding" not in self.headers

    # the parser's events

    def on_message_begin(self) -> None:
        if self.complete:  # a second answer: nothing that follows could be trusted to belong to a request
            self._keep = False

    def on_header(self, name: bytes, value: bytes) -> None:
        self._head_size += len(name) + len(value)
        if self.complete or self._head_size > _LARGEST_HEAD:
            raise ValueError("a second answer, or a head without end")
        self.headers[name.decode("latin-1").lower()] = value.decode("latin-1")

    def on_headers_complete(self) -> None:
        status = self._parser.get_status_code()
        if status < 200:  # an interim answer; the real one follows
            self.headers.clear()
        else:
            self.status = status

    def on_body(self, body: bytes) -> None:
        self._parts.append(body)
        before, self._waiting = self._waiting, self._waiting + len(body)
        if before <= _MOST_WAITING < self._waiting:
            self._transport.pause_reading()

    def on_message_complete(self) -> None:
        if self.status:
            self.complete = True
            self._keep = self._keep and self._parser.should_keep_alive()


def _in_ascii(host: str) -> str:
    """The host as the name service knows it (IDNA); what is no host at all will not be found there."""
    try:
        return host.encode("idna").decode()
    except UnicodeError:
        return host.encode("ascii", "replace").decode()


def _expire(waiter: asyncio.Future[Any]) -> None:
    if not waiter.done():
        waiter.set_exception(TimeoutError())


@cache
def _tls() -> ssl.SSLContext:
    """Certificates are checked against those that the machine trusts."""
    return ssl.create_default_context()
