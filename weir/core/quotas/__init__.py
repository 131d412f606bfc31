"""Quotas: requests, tokens and money, by the minute and by the day, for principals and keys.

::

    reservation = quotas.reserve(caller, tokens=900)      # 429 `quota.exceeded`, or room is held
    ...
    delta = quotas.settle(reservation, tokens=1042, money=0.02)
    await group.commit(usage=delta)                       # `quotas.record` is the handler of `usage`
"""

from weir.core.quotas.quotas import EXCEEDED, Quotas, Reservation
from weir.core.quotas.windows import UsageDelta

__all__ = ["EXCEEDED", "Quotas", "Reservation", "UsageDelta"]
