"""One subject's use in one span of time, in memory."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal, NamedTuple

Span = Literal["minute", "day"]
SPAN_MS: dict[Span, int] = {"minute": 60_000, "day": 86_400_000}


class Amount(NamedTuple):
    """What is counted. Money is in millionths of the currency, so that sums are exact."""

    requests: int = 0
    tokens: int = 0
    money: int = 0

    def plus(self, other: Amount) -> Amount:
        return Amount(self.requests + other.requests, self.tokens + other.tokens, self.money + other.money)

    def minus(self, other: Amount) -> Amount:
        return Amount(self.requests - other.requests, self.tokens - other.tokens, self.money - other.money)


class WindowKey(NamedTuple):
    """A row of the store: whose use, in which span, from when (milliseconds since the epoch)."""

    subject: str
    span: Span
    started_at: int


@dataclass(frozen=True, slots=True)
class UsageDelta:
    """What one request used, and the windows that it counts in. The item of `GroupCommit` for ``usage``."""

    windows: tuple[WindowKey, ...]
    amount: Amount


@dataclass(slots=True)
class Window:
    """Use within one span: what the store knows, what is on its way there, what is held for running requests.

    It ends by the monotonic clock, so a wall clock that jumps neither reopens nor prolongs it.
    """

    key: WindowKey
    ends_at: float  # monotonic seconds
    stored: Amount = field(default_factory=Amount)
    pending: Amount = field(default_factory=Amount)
    reserved: Amount = field(default_factory=Amount)

    @property
    def used(self) -> Amount:
        return self.stored.plus(self.pending).plus(self.reserved)


def open_window(subject: str, span: Span, wall_ms: int, monotonic: float) -> Window:
    """The window that the wall clock says it is, ending when that many seconds have truly passed."""
    length = SPAN_MS[span]
    started_at = wall_ms - wall_ms % length
    return Window(WindowKey(subject, span, started_at), monotonic + (started_at + length - wall_ms) / 1000)
