"""A circuit breaker: leave a deployment that keeps failing alone, and look now and then if it is back."""

from __future__ import annotations

import time
from collections.abc import Callable


class Breaker:
    """Closed while all is well; open for `rest_s` seconds after `limit` failures in a row; then one probe at
    a time decides: success closes it, failure opens it again for twice as long, at most `longest_rest_s`.

    Every permission (`allow` said yes) must end in `succeeded`, `failed` or `left`.
    """

    def __init__(
        self,
        limit: int = 5,
        rest_s: float = 10,
        longest_rest_s: float = 300,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._limit, self._rest_s, self._longest_rest_s = limit, rest_s, longest_rest_s
        self._clock = clock
        self._failures = 0
        self._rest = rest_s
        self._open_until: float | None = None
        self._probing = False

    @property
    def state(self) -> str:
        """closed, open or half-open."""
        if self._open_until is None:
            return "closed"
        return "open" if self._clock() < self._open_until else "half-open"

    def allow(self) -> bool:
        """May a request go through now? In half-open state a yes is the one probe."""
        if self._open_until is None:
            return True
        if self._clock() < self._open_until or self._probing:
            return False
        self._probing = True
        return True

    def succeeded(self) -> None:
        self._failures, self._rest = 0, self._rest_s
        self._open_until, self._probing = None, False

    def failed(self) -> None:
        self._failures += 1
        if self._probing:
            self._rest = min(self._rest * 2, self._longest_rest_s)
        if self._probing or self._failures >= self._limit:
            self._open_until = self._clock() + self._rest
        self._probing = False

    def left(self) -> None:
        """The request ended without a word about the deployment: the client left, or asked for nonsense."""
        self._probing = False
