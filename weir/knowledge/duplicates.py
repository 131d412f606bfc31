"""Chunks that say the same as another of their base, but for spacing, punctuation, case, script or furniture.

Candidates are found by MinHash (Broder 1997): a sketch of the chunk's runs of three words, cut into bands, in
a table that holds the bands of every chunk that is no duplicate itself. A candidate counts only when nothing
that says something differs: a text with another figure, another name or another *not* is no duplicate.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from difflib import SequenceMatcher
from functools import cache, lru_cache
from typing import TYPE_CHECKING
from zlib import crc32

from sqlalchemy import Connection, delete, func, insert, select, update

from weir.knowledge.tables import bands, chunks
from weir.knowledge.tokens import is_cjk, lexical

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_BANDS = 6
_ROWS = 4
_ALIKE = 0.85  # share of runs in common (Jaccard); two such texts meet in a band with a chance of 98.8 %
_EXTRA = 0.12  # of its words, what one text may have more than the other
_FEWEST = 12  # words of a text that can be told from others by its runs
_CANDIDATES = 8  # compared for one chunk
_BATCH = 500
_NOT = frozenset("不没未无非勿莫否别") | {"no", "not", "never", "none", "without", "nor", "except"}

Sketch = tuple[int, ...]
"""The bands of a text, to be mixed with the number of its base; empty for a text that is too short."""


def sketch(form: str) -> Sketch:
    """The bands of a lexical form, 48 bits each."""
    import numpy as np

    runs = _runs(_words(form))
    if len(runs) == 0:
        return ()
    mixed = runs[:, None] * _multipliers()[None, :]
    least = (mixed ^ (mixed >> np.uint64(29))).min(axis=0).reshape(_BANDS, _ROWS)
    factors = np.array([1_000_003, 998_244_353, 2_147_483_647, 4_294_967_291], np.uint64)
    numbers = np.arange(1, _BANDS + 1, dtype=np.uint64) * np.uint64(0x9E3779B97F4A7C15)
    joined = ((least * factors[None, :_ROWS]).sum(axis=1, dtype=np.uint64) ^ numbers) >> np.uint64(16)
    return tuple(int(band) for band in joined)


def same(one: str, other: str) -> bool:
    """Whether two lexical forms say the same (see the module)."""
    left, right = _words(one), _words(other)
    if abs(len(left) - len(right)) > _EXTRA * max(len(left), len(right)) or _jaccard(left, right) < _ALIKE:
        return False
    changes = SequenceMatcher(None, left, right, autojunk=False).get_opcodes()
    more = [word for kind, a, b, c, d in changes if kind != "equal" for word in (*left[a:b], *right[c:d])]
    replaced = any(kind == "replace" for kind, *_ in changes)
    telling = any(word in _NOT or any(map(str.isdigit, word)) for word in more)
    return not replaced and not telling and len(more) <= _EXTRA * max(len(left), len(right))


def mark_duplicates(connection: Connection, base: int, fresh: Sequence[tuple[int, str, Sketch]]) -> int:
    """Find which of these chunks of a base (number, lexical form, sketch), new in the store, say what another
    says, and note it in ``duplicate_of``; how many they are. Rows of tables are not to be given."""
    known = _holders(connection, [_key(base, band) for _, _, bands_ in fresh for band in bands_])
    texts: dict[int, str] = {}
    repeated = 0
    for number, form, bands_ in fresh:
        keys = [_key(base, band) for band in bands_]
        candidates = list(dict.fromkeys(at for key in keys for at in known.get(key, ())))[:_CANDIDATES]
        _fetch(connection, candidates, texts)
        first = next((at for at in candidates if at in texts and same(texts[at], form)), None)
        if first is not None:
            connection.execute(update(chunks).where(chunks.c.number == number).values(duplicate_of=first))
            repeated += 1
        elif keys:
            _hold(connection, number, keys)
            texts[number] = form
            for key in keys:
                known.setdefault(key, []).append(number)
    return repeated


def release_duplicates(connection: Connection, numbers: Sequence[int]) -> None:
    """Before these chunks go: of the chunks that repeat one of them, the first takes its place."""
    for at in range(0, len(numbers), _BATCH):
        going = numbers[at : at + _BATCH]
        connection.execute(delete(bands).where(bands.c.number.in_(going)))
        query = select(chunks.c.duplicate_of, func.min(chunks.c.number).label("heir"))
        query = query.where(chunks.c.duplicate_of.in_(going), chunks.c.number.not_in(numbers))
        for row in connection.execute(query.group_by(chunks.c.duplicate_of)).all():
            _inherit(connection, row.duplicate_of, row.heir)


def _inherit(connection: Connection, gone: int, heir: int) -> None:
    connection.execute(update(chunks).where(chunks.c.number == heir).values(duplicate_of=None))
    connection.execute(update(chunks).where(chunks.c.duplicate_of == gone).values(duplicate_of=heir))
    row = connection.execute(select(chunks.c.base, chunks.c.text).where(chunks.c.number == heir)).one()
    _hold(connection, heir, [_key(row.base, band) for band in sketch(lexical(row.text))])


def _hold(connection: Connection, number: int, keys: Iterable[int]) -> None:
    rows = [{"number": number, "band": key} for key in set(keys)]
    if rows:
        connection.execute(insert(bands), rows)


def _holders(connection: Connection, keys: Sequence[int]) -> dict[int, list[int]]:
    found: dict[int, list[int]] = defaultdict(list)
    for at in range(0, len(keys), _BATCH):
        query = select(bands.c.band, bands.c.number).where(bands.c.band.in_(keys[at : at + _BATCH]))
        for band, number in connection.execute(query.order_by(bands.c.number)):
            found[band].append(number)
    return found


def _fetch(connection: Connection, numbers: Sequence[int], texts: dict[int, str]) -> None:
    """Read the lexical forms of chunks that are not among `texts` yet."""
    wanted = [number for number in numbers if number not in texts]
    if wanted:
        query = select(chunks.c.number, chunks.c.text).where(chunks.c.number.in_(wanted))
        texts |= {number: lexical(text) for number, text in connection.execute(query)}


def _key(base: int, band: int) -> int:
    """A band within a base, as a signed number of 64 bits."""
    return (band ^ (base * 0x9E3779B97F4A7C15)) & 0x7FFFFFFFFFFFFFFF


def _words(form: str) -> list[str]:
    """The words of a lexical form, each Chinese character being one."""
    return [word for run in form.split() for word in (run if is_cjk(run) else (run,))]


def _jaccard(left: Sequence[str], right: Sequence[str]) -> float:
    one, other = set(_runs(left).tolist()), set(_runs(right).tolist())
    return len(one & other) / (len(one | other) or 1)


def _runs(words: Sequence[str]) -> NDArray[np.uint64]:
    """A number for each run of three words; none for a short text."""
    import numpy as np

    if len(words) < _FEWEST:
        return np.empty(0, np.uint64)
    codes = np.fromiter(map(_code, words), np.uint64, len(words))
    third, ninth = np.uint64(0x9E3779B97F4A7C15), np.uint64(0xC2B2AE3D27D4EB4F)
    mixed = codes[:-2] * third + codes[1:-1] * ninth + codes[2:]
    return np.asarray((mixed ^ (mixed >> np.uint64(31))) * third, np.uint64)


@lru_cache(maxsize=50_000)
def _code(word: str) -> int:
    return crc32(word.encode())


@cache
def _multipliers() -> NDArray[np.uint64]:
    import numpy as np

    drawn = np.random.default_rng(1997).integers(1, 2**63, _BANDS * _ROWS, dtype=np.uint64)
    return drawn | np.uint64(1)
