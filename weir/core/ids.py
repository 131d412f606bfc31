"""Identifiers: short, sortable by time, impossible to guess."""

import os
import time
from collections import deque

_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"  # Crockford base 32, lower case


_RANDOM_BYTES = 10
_POOL = 256  # random parts fetched at once: one system call for each id would cost more than all the rest
_fresh: deque[bytes] = deque()
os.register_at_fork(after_in_child=_fresh.clear)  # a child must not give out its parent's ids


def new_id(kind: str) -> str:
    """A new id such as ``kb_01k9x3w7q2f8h5t0c4m6n1r8vz``: 48 bits of milliseconds, then 80 random bits.

    Ids of one kind sort by creation time, to the millisecond. The random part is what keeps a stranger
    from guessing an id; authorisation never relies on it.
    """
    value = (time.time_ns() // 1_000_000 << 80) | int.from_bytes(_random_part(), "big")
    digits = [_ALPHABET[(value >> shift) & 31] for shift in range(125, -1, -5)]
    return f"{kind}_{''.join(digits)}"


def _random_part() -> bytes:
    try:
        return _fresh.popleft()
    except IndexError:
        more = os.urandom(_RANDOM_BYTES * _POOL)
        _fresh.extend(more[at : at + _RANDOM_BYTES] for at in range(0, len(more), _RANDOM_BYTES))
        return os.urandom(_RANDOM_BYTES)
