"""Deciding whether there is room, and keeping count."""

from __future__ import annotations

import math
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from weir.core.auth import Caller
from weir.core.config import Limits, QuotaSettings
from weir.core.errors import WeirError, error_kind
from weir.core.quotas.ledger import Totals, add, prune, read_current
from weir.core.quotas.windows import Amount, Span, UsageDelta, Window, WindowKey, open_window
from weir.core.store import Store

EXCEEDED = error_kind(
    "quota.exceeded",
    429,
    en="The limit of {limit} {measure} a {span} is reached: {used} used, {asked} asked for.",
    zh="已达到限额 {measure}/{span}：上限 {limit}，已用 {used}，本次需要 {asked}。",
    do_en="Try again in {retry_after} s, or ask an administrator for a higher quota.",
    do_zh="请在 {retry_after} 秒后重试，或请管理员提高配额。",
)

_MILLION = 1_000_000
_MEASURES = (("requests", 1), ("tokens", 1), ("money", _MILLION))
_SPANS: tuple[Span, ...] = ("minute", "day")
_Limits = tuple[int | None, int | None, int | None]  # requests, tokens, millionths of money
_NO_LIMITS: _Limits = (None, None, None)


@dataclass(frozen=True, slots=True)
class Reservation:
    """Room that is held until `settle` or `release`."""

    windows: tuple[Window, ...]
    amount: Amount


class Quotas:
    """The quotas of all callers. Decisions come from memory; the store joins the servers that share it.

    Each commit of use answers with the totals of all servers, so a server knows of the others' use as of its
    own last commit for the same subject. Together they may pass a limit by what was in flight just then.
    """

    def __init__(
        self,
        store: Store,
        settings: QuotaSettings,
        *,
        wall_ms: Callable[[], int] = lambda: time.time_ns() // 1_000_000,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._settings = settings
        self._wall_ms, self._monotonic = wall_ms, monotonic
        self._windows: dict[tuple[str, Span], Window] = {}
        self._lock = threading.Lock()  # the event loop reserves, the writer thread learns totals
        self._by_limits: dict[Limits, tuple[tuple[Span, _Limits], ...]] = {}
        self._pruned_at = -math.inf
        with store.read() as connection:
            self._known = read_current(connection, wall_ms())

    def limits_of(self, caller: Caller) -> Limits:
        """The principal's own limits, or those of his tier (of the default tier, if his is gone)."""
        principal, tiers = caller.principal, self._settings.tiers
        if principal.quota is not None:
            return principal.quota
        return tiers.get(principal.tier) or tiers[self._settings.default_tier]

    def reserve(self, caller: Caller, tokens: int = 0, money: float = 0.0) -> Reservation:
        """Hold room for one request and an estimate of what it takes; raises ``quota.exceeded``.

        An estimate of no tokens is taken for one: who has none left does not get in. The error's `params`
        tell which limit (`measure`, `span`, `limit`), `used`, and `retry_after` in seconds.
        """
        amount = Amount(1, max(tokens, 1), round(money * _MILLION))
        held: list[Window] = []
        with self._lock:
            for subject, limits in self._subjects(caller):
                for span, most in self._spans(limits):
                    window = self._window(subject, span)
                    self._require_room(window, most, amount)
                    held.append(window)
            for window in held:
                window.reserved = window.reserved.plus(amount)
        return Reservation(tuple(held), amount)

    def settle(self, reservation: Reservation, tokens: int, money: float = 0.0) -> UsageDelta:
        """Put what was really used in place of the estimate. Commit the delta so that others see it."""
        used = Amount(1, tokens, round(money * _MILLION))
        with self._lock:
            for window in reservation.windows:
                window.reserved = window.reserved.minus(reservation.amount)
                window.pending = window.pending.plus(used)
        return UsageDelta(tuple(window.key for window in reservation.windows), used)

    def release(self, reservation: Reservation) -> None:
        """Give the room back: the request was not made."""
        with self._lock:
            for window in reservation.windows:
                window.reserved = window.reserved.minus(reservation.amount)

    def used(self, subject: str, span: Span) -> Amount:
        """What a principal or key has used in the present minute or day, running requests included."""
        with self._lock:
            return self._window(subject, span).used

    def record(self, connection: Connection, deltas: Sequence[UsageDelta]) -> Callable[[], None]:
        """The handler of ``usage``: add the deltas up in the store; after COMMIT, learn the new totals."""
        sums: dict[WindowKey, Amount] = defaultdict(Amount)
        for delta in deltas:
            for key in delta.windows:
                sums[key] = sums[key].plus(delta.amount)
        self._prune_sometimes(connection)
        totals = add(connection, sums)
        return lambda: self._learn(sums, totals)

    def _subjects(self, caller: Caller) -> Iterator[tuple[str, Limits]]:
        yield caller.principal.id, self.limits_of(caller)
        if caller.key_quota is not None:
            yield caller.key_id, caller.key_quota

    def _spans(self, limits: Limits) -> tuple[tuple[Span, _Limits], ...]:
        """The spans in which anything is limited at all."""
        found = self._by_limits.get(limits)
        if found is None:
            every = ((span, _most(limits, span)) for span in _SPANS)
            found = tuple((span, most) for span, most in every if most != _NO_LIMITS)
            self._by_limits[limits] = found
        return found

    def _window(self, subject: str, span: Span) -> Window:
        """The present window of the subject, opened now if the last has ended."""
        window = self._windows.get((subject, span))
        if window is None or self._monotonic() >= window.ends_at:
            window = open_window(subject, span, self._wall_ms(), self._monotonic())
            window.stored = self._known.pop(window.key, Amount())
            self._windows[subject, span] = window
        return window

    def _require_room(self, window: Window, most: _Limits, amount: Amount) -> None:
        used = window.used
        for index, limit in enumerate(most):
            if limit is not None and used[index] + amount[index] > limit:
                raise self._exceeded(window, index, limit, used[index], amount[index])

    def _exceeded(self, window: Window, index: int, limit: int, used: int, asked: int) -> WeirError:
        measure, unit = _MEASURES[index]
        return EXCEEDED(
            measure=measure,
            span=window.key.span,
            limit=_shown(limit, unit),
            used=_shown(used, unit),
            asked=_shown(asked, unit),
            retry_after=max(1, math.ceil(window.ends_at - self._monotonic())),
        )

    def _learn(self, sums: dict[WindowKey, Amount], totals: Totals) -> None:
        with self._lock:
            for key, amount in sums.items():
                window = self._windows.get((key.subject, key.span))
                if window is not None and window.key == key:
                    window.pending = window.pending.minus(amount)
                    window.stored = totals[key]

    def _prune_sometimes(self, connection: Connection) -> None:
        """Once a minute, forget windows that nobody can ask about, in the store and here."""
        now = self._monotonic()
        if now - self._pruned_at < 60:
            return
        self._pruned_at = now
        with self._lock:
            self._windows = {name: window for name, window in self._windows.items() if window.ends_at > now}
            started = [window.key.started_at for window in self._windows.values() if window.key.span == "day"]
        # A clock that has jumped ahead must not make the present day look old.
        prune(connection, min([self._wall_ms(), *started]))


def _most(limits: Limits, span: Span) -> _Limits:
    requests: int | None = getattr(limits, f"requests_per_{span}")
    tokens: int | None = getattr(limits, f"tokens_per_{span}")
    money: float | None = getattr(limits, f"money_per_{span}")
    return requests, tokens, None if money is None else round(money * _MILLION)


def _shown(value: int, unit: int) -> int | float:
    return value if unit == 1 else value / unit
