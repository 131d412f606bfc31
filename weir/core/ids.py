"""Identifiers: short, sortable by time, impossible to guess."""

import os
import time

_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"  # Crockford base 32, lower case


def new_id(kind: str) -> str:
    """A new id such as ``kb_01k9x3w7q2f8h5t0c4m6n1r8vz``: 48 bits of milliseconds, then 80 random bits.

    Ids of one kind sort by creation time, to the millisecond. The random part is what keeps a stranger
    from guessing an id; authorisation never relies on it.
    """
    value = (time.time_ns() // 1_000_000 << 80) | int.from_bytes(os.urandom(10), "big")
    digits = [_ALPHABET[(value >> shift) & 31] for shift in range(125, -1, -5)]
    return f"{kind}_{''.join(digits)}"
