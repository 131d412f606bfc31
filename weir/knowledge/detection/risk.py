"""The learned detector: how likely a claim was made up, given its evidence.

A logistic regression over `features.measure`, one for sentences and one for phrases. The weights are made by
`weir.knowledge.detection.training`; the card is in the manual, docs/en/grounding.md.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from math import exp
from typing import Any

from weir.knowledge.detection.basis import Basis, basis_of
from weir.knowledge.detection.features import measure
from weir.knowledge.detection.units import spoken
from weir.knowledge.grounding.sentences import sentences

LIKELY = 0.7
"""From this risk on a claim counts as made up: high, because a false alarm takes a true sentence away."""
_PHRASE_UNITS = 4
_MOST = 40.0


@dataclass(frozen=True, slots=True)
class Risk:
    """`value` is the risk, 0 to 1; `parts` are the features that raised it, the strongest first."""

    value: float
    parts: tuple[str, ...]


def risk(claim: str, evidence: Sequence[str]) -> Risk:
    """The risk that one claim (a sentence or a phrase) was made up. Any text is accepted.

    A claim without words or figures claims nothing and has no risk.
    """
    return _risk(claim, basis_of(tuple(evidence)))


def answer_risk(answer: str, evidence: Sequence[str]) -> float:
    """The risk of a whole answer: that of its most doubtful sentence."""
    basis = basis_of(tuple(evidence))
    parts = [answer[start:end] for start, end in sentences(answer)] or [answer]
    return max(_risk(part, basis).value for part in parts)


def is_phrase(claim: str) -> bool:
    """Whether the claim is too short to be a sentence."""
    said = spoken(claim)
    return len(said.units) + len(said.figures) <= _PHRASE_UNITS


def _risk(claim: str, basis: Basis) -> Risk:
    said = spoken(claim)
    if not said.units and not said.figures:
        return Risk(0.0, ())
    learned = _weights()["phrase" if is_phrase(claim) else "sentence"]
    measured = measure(claim, basis)
    raised = {name: weight * measured[name] for name, weight in learned["weights"].items()}
    total = learned["intercept"] + sum(raised.values())
    parts = sorted((name for name, push in raised.items() if push > 0), key=lambda name: -raised[name])
    return Risk(1 / (1 + exp(max(-_MOST, min(_MOST, -total)))), tuple(parts))


@cache
def _weights() -> Any:
    return json.loads(files(__package__).joinpath("weights.json").read_text("utf-8"))
