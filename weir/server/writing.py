"""uvicorn's HTTP, with one system call an answer.

uvicorn writes the head of an answer and its body apart, and each write goes to the kernel at once: on a short
answer that is a good part of all the work. Here what is written within one turn of the event loop leaves
together at its end.
"""

from __future__ import annotations

import asyncio
from typing import Any, cast

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol


class Gathering:
    """A transport that hands on what is written to it once a turn of the event loop."""

    def __init__(self, transport: asyncio.Transport) -> None:
        self._transport = transport
        self._later = asyncio.get_running_loop().call_soon
        self._written: list[bytes] = []

    def write(self, data: bytes) -> None:
        if not self._written:
            self._later(self._hand_on)
        self._written.append(data)

    def close(self) -> None:
        """What was written still leaves."""
        self._hand_on()
        self._transport.close()

    def _hand_on(self) -> None:
        if self._written:
            self._transport.write(b"".join(self._written))
            self._written.clear()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._transport, name)


class GatheringProtocol(HttpToolsProtocol):
    """The protocol to give to uvicorn."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(cast(asyncio.Transport, Gathering(transport)))
