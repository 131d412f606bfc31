"""Evals: measure what Weir answers, with intervals that say how far a figure can be trusted."""

from weir.evals.answerers import Answerer, Reply, grounded, plain
from weir.evals.grounding import GroundingRow, auroc, evaluate_grounding
from weir.evals.intervals import wilson
from weir.evals.own_questions import examine
from weir.evals.rgb import Marked, evaluate, summarise

__all__ = [
    "Answerer",
    "GroundingRow",
    "Marked",
    "Reply",
    "auroc",
    "evaluate",
    "evaluate_grounding",
    "examine",
    "grounded",
    "plain",
    "summarise",
    "wilson",
]
