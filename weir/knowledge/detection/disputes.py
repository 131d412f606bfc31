"""Where the sources themselves disagree about a claim."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from weir.knowledge.detection.checking import Support, check
from weir.knowledge.evidence import Evidence


@dataclass(frozen=True, slots=True)
class Dispute:
    """What each piece of evidence, on its own, says of a claim. `evidence` of a `Support` is the index into
    what was given.
    """

    supporting: tuple[Support, ...]
    contradicting: tuple[Support, ...]

    @property
    def open(self) -> bool:
        """Whether some evidence says it and other evidence says something else."""
        return bool(self.supporting and self.contradicting)


def dispute(claim: str, evidence: Sequence[Evidence]) -> Dispute:
    """Ask every piece of evidence alone. Any text is accepted."""
    heard = [replace(check(claim, [item]), evidence=index) for index, item in enumerate(evidence)]
    stated = [support for support in heard if support.score > 0 and support.end > support.start]
    return Dispute(
        tuple(support for support in stated if support.state == "supported"),
        tuple(support for support in stated if support.state == "contradicted"),
    )
