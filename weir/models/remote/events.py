"""Server-sent events, out of bytes that may be cut anywhere.

Source: WHATWG HTML, "Server-sent events", section 9.2.6. Only `data` matters to us.
"""

from __future__ import annotations

LARGEST_EVENT = 4 << 20


class Events:
    """Feed it what arrived; it gives the data of every event that is complete."""

    __slots__ = ("_rest",)

    def __init__(self) -> None:
        self._rest = b""

    def feed(self, arrived: bytes) -> list[bytes]:
        """Data of the events that end within `arrived`. Errors: ValueError for an event beyond 4 MiB."""
        text = self._rest + arrived if self._rest else arrived
        if b"\r" in text:
            text = _plain_newlines(text)
        *events, self._rest = text.split(b"\n\n")
        if len(self._rest) > LARGEST_EVENT:
            raise ValueError("an event is too large")
        return [data for event in events if (data := _data(event))]

    def end(self) -> list[bytes]:
        """Data of an event that only the end of the stream ended: some servers leave out the last newline."""
        rest, self._rest = self._rest.replace(b"\r", b"\n"), b""
        return [data] if (data := _data(rest)) else []


def _plain_newlines(text: bytes) -> bytes:
    """CR LF and CR as LF. A CR at the very end stays: its LF may be on the way."""
    held = text.endswith(b"\r")
    plain = text[: len(text) - held].replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    return plain + b"\r" if held else plain


def _data(event: bytes) -> bytes:
    if event.startswith(b"data: ") and b"\n" not in event:
        return event[6:]
    lines = [line[5:].removeprefix(b" ") for line in event.split(b"\n") if line.startswith(b"data:")]
    return b"\n".join(lines)
