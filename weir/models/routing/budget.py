"""Money that a route may spend in a day."""

from __future__ import annotations

import time
from collections.abc import Callable

from weir.core.errors import error_kind
from weir.models.contract import Usage

OVER_BUDGET = error_kind(
    "model.over_budget",
    429,
    en="{model} has spent its budget of {limit} for today.",
    zh="{model} 今天的预算 {limit} 已用完。",
    do_en="Wait until midnight UTC, raise the budget, or use another model.",
    do_zh="请等到 UTC 零点，或提高预算，或改用其他模型。",
)

DAY_S = 86_400


def cost(usage: Usage, price_in: float, price_out: float) -> float:
    """Money for `usage` at prices per million tokens."""
    return (usage.prompt_tokens * price_in + usage.completion_tokens * price_out) / 1e6


class Budget:
    """What was spent on the present day (UTC) against `limit` (none: only counted).

    A request is let in as long as money is left, so the last one may exceed the limit. `unsaved` is what has
    not been taken to the store yet; `settle` brings in what the store knows, other processes included. A
    clock that jumps back does not reopen a day.
    """

    def __init__(self, limit: float | None = None, clock: Callable[[], float] = time.time) -> None:
        self.limit = limit
        self._clock = clock
        self.day = int(clock() // DAY_S)
        self.spent = 0.0
        self.unsaved = 0.0

    def check(self, model: str) -> None:
        """Errors: `model.over_budget`."""
        self._turn_day()
        if self.limit is not None and self.spent >= self.limit:
            raise OVER_BUDGET(model=model, limit=self.limit)

    def spend(self, money: float) -> None:
        self._turn_day()
        self.spent += money
        self.unsaved += money

    def settle(self, day: int, saved: float, total: float) -> None:
        """`saved` of what was unsaved is in the store now, which counts `total` for `day`."""
        if day == self.day:
            self.unsaved -= saved
            self.spent = total + self.unsaved

    def _turn_day(self) -> None:
        today = int(self._clock() // DAY_S)
        if today > self.day:
            self.day, self.spent, self.unsaved = today, 0.0, 0.0
