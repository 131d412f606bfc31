"""Evals: measure what Weir answers, with intervals that say how far a figure can be trusted."""

from weir.evals.answerers import Answerer, Reply, grounded, plain
from weir.evals.intervals import wilson
from weir.evals.rgb import Marked, evaluate, summarise

__all__ = ["Answerer", "Marked", "Reply", "evaluate", "grounded", "plain", "summarise", "wilson"]
