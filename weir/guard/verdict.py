"""What a guard says about a text: verdicts, the action they lead to, and the screening that holds both."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

from weir.core.risks import Level

__all__ = ["Action", "Checked", "Finding", "Level", "Released", "Screening", "Side", "Verdict", "strongest"]

Side = Literal["input", "output"]


class Action(StrEnum):
    """What happens to a text, from weakest to strongest; when several apply, the strongest wins.

    ``pass`` leaves the text as it is, ``label`` passes it with a notice, ``steer`` answers it under
    criteria, ``standard_answer`` replies with an approved text, ``redact`` masks the spans found and goes
    on, ``refuse`` declines and offers help, ``block`` declines and stops the exchange.
    """

    PASS = "pass"  # noqa: S105
    LABEL = "label"
    STEER = "steer"
    STANDARD_ANSWER = "standard_answer"
    REDACT = "redact"
    REFUSE = "refuse"
    BLOCK = "block"

    @property
    def rank(self) -> int:
        """The place in the order above, from 0 (``pass``) to 6 (``block``)."""
        return _RANKS[self]

    @property
    def flags(self) -> bool:
        """Whether a text with this action counts as flagged: steered or stronger."""
        return _RANKS[self] >= _RANKS[Action.STEER]

    @property
    def stops(self) -> bool:
        """Whether the model's answer is withheld: refused or blocked."""
        return _RANKS[self] >= _RANKS[Action.REFUSE]


_RANKS = {action: rank for rank, action in enumerate(Action)}


def strongest(actions: Iterable[Action]) -> Action:
    """The strongest of the actions; ``pass`` when there are none."""
    return max(actions, key=_RANKS.__getitem__, default=Action.PASS)


@dataclass(frozen=True, slots=True)
class Finding:
    """What a detector saw, before the policy judges it. Offsets are into the text that the detector read."""

    risk: str
    topic: str
    score: float
    start: int
    end: int
    why: str
    stage: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """One finding.

    `risk` is an id of `weir.core.risks`; `score` is in 0..1; `start` and `end` are character offsets into the
    text as the author wrote it (``text[start:end]`` is what was found), whatever the normaliser made of it;
    `why` is a short reason that holds no personal data; `stage` names the detector.
    """

    risk: str
    level: Level
    score: float
    start: int
    end: int
    action: Action
    why: str
    stage: str


@dataclass(frozen=True, slots=True)
class Checked:
    """One stage that ran, and how long it took, in microseconds."""

    stage: str
    micros: float


@dataclass(frozen=True, slots=True)
class Screening:
    """The outcome of screening one whole text.

    `text` is the text to use from here on: the original, or the redacted one when redaction applies.
    `criteria` are lines for the system prompt. `reply` is set when the model must not answer: the standard
    answer, or the refusal in the language of the text.
    """

    action: Action
    verdicts: tuple[Verdict, ...]
    text: str
    criteria: tuple[str, ...] = ()
    reply: str | None = None
    checked: tuple[Checked, ...] = ()


@dataclass(frozen=True, slots=True)
class Released:
    """What a stream lets out at one step.

    `text` has been checked and may leave. `verdicts` are new at this step; their spans are offsets into the
    whole stream. `action` is the strongest of the stream so far; once it stops the answer, `text` stays
    empty and `reply` (given once) is what to say instead.
    """

    text: str
    verdicts: tuple[Verdict, ...] = ()
    action: Action = Action.PASS
    reply: str | None = None
