"""W3C Trace Context: the ``traceparent`` header in and out (https://www.w3.org/TR/trace-context/)."""

from __future__ import annotations

import random
import re
from dataclasses import dataclass

_SAMPLED = 0x01
_KNOWN_FLAGS = 0x03  # sampled, and level 2's random-trace-id; the others must be sent as zero
_FIELDS = re.compile(r"([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?", re.ASCII | re.DOTALL)
_NO_TRACE = "0" * 32
_NO_SPAN = "0" * 16


@dataclass(frozen=True, slots=True)
class TraceContext:
    """A place in a distributed trace: 32 and 16 lower-case hexadecimal digits, and the flags byte."""

    trace_id: str
    span_id: str
    flags: int = _SAMPLED

    @property
    def sampled(self) -> bool:
        return bool(self.flags & _SAMPLED)

    @property
    def traceparent(self) -> str:
        """The header's value in version 00."""
        return f"00-{self.trace_id}-{self.span_id}-{self.flags & _KNOWN_FLAGS:02x}"

    def child(self) -> TraceContext:
        """A new span in the same trace."""
        return TraceContext(self.trace_id, f"{random.getrandbits(64):016x}", self.flags)

    @classmethod
    def new(cls) -> TraceContext:
        """The first span of a new trace."""
        return cls(f"{random.getrandbits(128):032x}", f"{random.getrandbits(64):016x}")


def parse_traceparent(header: str | None) -> TraceContext | None:
    """Read a ``traceparent`` header; None where the standard says to ignore it and start a new trace.

    That is: wrong lengths, upper case, ids of zeros only, the version ``ff``, and anything after the flags
    in version 00. A later version may append fields after a dash; its first four are read.
    """
    if not header or len(header) > 512:
        return None
    match = _FIELDS.fullmatch(header.strip(" \t"))
    if match is None:
        return None
    version, trace_id, span_id, flags, rest = match.groups()
    if version == "ff" or (version == "00" and rest) or trace_id == _NO_TRACE or span_id == _NO_SPAN:
        return None
    return TraceContext(trace_id, span_id, int(flags, 16))
