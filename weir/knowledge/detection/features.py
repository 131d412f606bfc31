"""What can be measured between a claim and its evidence, in numbers of about 0 to 1."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence, Set
from itertools import pairwise
from math import log1p
from typing import Any

from weir.knowledge.detection.basis import Basis, threes
from weir.knowledge.detection.surprise import UNSEEN
from weir.knowledge.detection.units import Spoken, spoken
from weir.knowledge.grounding.dates import Date, dates
from weir.knowledge.grounding.negation import denied

_PERSON = re.compile(r"\b(?:i|im|me|my|mine|myself|we|us|our|you|your|yours)\b|[我您你咱]")
_OPINION = re.compile(
    r"\b(?:think|believe|feel|guess|hope|wish|wonder|bet|love|like|enjoy|prefer|favou?rite|interesting|amazing"
    r"|awesome|cool|funny|great|nice|wow|oh|haha|lol|sure|definitely|probably|maybe|really|pretty|lucky|should"
    r"|important)\b|觉得|认为|希望|喜欢|有趣|可能|也许|大概|真是|哈哈|应该"
)
_LONGEST = 300  # steps that are looked at for runs; no sentence that anybody reads is longer
_ASKS = re.compile(r"[?？]")


def measure(claim: str, basis: Basis) -> dict[str, float]:
    """Each feature by name. Any text is accepted; larger means further from the evidence."""
    said = spoken(claim)
    absent = [(unit, 1 - basis.whole.holds(unit)) for unit in said.units]
    figures = [(figure, 1 - basis.counts(figure)) for figure in said.figures]
    lost = [unit.bits * gap for unit, gap in absent] + [figure.bits * gap for figure, gap in figures]
    missing = sorted(lost, reverse=True) or [0.0]
    total = (sum(unit.bits for unit in said.units) + sum(figure.bits for figure in said.figures)) or 1.0
    return {
        "new_words": sum(gap for _, gap in absent) / max(1, len(absent)),
        "new_bits": sum(missing) / total,
        "rarest": missing[0] / UNSEEN,
        "second_rarest": missing[1] / UNSEEN if len(missing) > 1 else 0.0,
        "mass": log1p(sum(missing)) / 5,
        "rare_mass": log1p(sum(max(0.0, lost - UNSEEN / 2) for lost in missing)) / 5,
        "new_pairs": _new(pairwise(said.steps), basis.pairs),
        "new_triples": _new(threes(said.steps), basis.triples),
        "broken": _broken(said.steps[:_LONGEST], basis.line),
        "scattered": 1 - _best_share(said, basis),
        "new_figures": sum(gap for _, gap in figures) / max(1, len(figures)),
        "figure_digits": log1p(sum(len(figure.form) * gap for figure, gap in figures)) / 3,
        "new_dates": float(any(not _known(date, basis.dates) for date in dates(said.folded))),
        "new_names": log1p(sum(gap for unit, gap in absent if unit.name)),
        "denies": float(bool(denied(said.folded)) and not denied(basis.whole.folded)),
        "person": log1p(_cues(_PERSON, said.folded, basis.whole.folded)),
        "opinion": log1p(_cues(_OPINION, said.folded, basis.whole.folded)),
        "asks": float(_ASKS.search(said.folded) is not None and not _ASKS.search(basis.whole.folded)),
    }


def _new(grams: Iterable[tuple[str, ...]], known: Set[Any]) -> float:
    """Share of the grams that the evidence does not have; 0 where there are none."""
    found = [gram in known for gram in grams]
    return 1 - sum(found) / len(found) if found else 0.0


def _broken(steps: Sequence[str], line: str) -> float:
    """Share of the steps outside the longest run that stands in the evidence as it is."""
    best = start = 0
    for end in range(1, len(steps) + 1):
        while start < end and f" {' '.join(steps[start:end])} " not in line:
            start += 1
        best = max(best, end - start)
    return 1 - best / max(1, len(steps))


def _best_share(said: Spoken, basis: Basis) -> float:
    """Share of the claim's surprise that one place of the evidence holds."""
    total = sum(unit.bits for unit in said.units)
    if not total:
        return 1.0
    held = (sum(unit.bits * place.holds(unit) for unit in said.units) for place in basis.places)
    return max(held, default=0.0) / total


def _known(date: Date, others: Sequence[Date]) -> bool:
    """Whether some date of the evidence agrees in each part that both give."""
    if not (date.year or date.month):
        return True
    for other in others:
        pairs = ((date.year, other.year), (date.month, other.month), (date.day, other.day))
        same = [one == two for one, two in pairs if one is not None and two is not None]
        if same and all(same):
            return True
    return False


def _cues(pattern: re.Pattern[str], said: str, evidence: str) -> int:
    """How many cues the claim has that the evidence does not."""
    return sum(match.group() not in evidence for match in pattern.finditer(said))
