"""Logistic regression whose weights never fall below zero."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Matrix = NDArray[np.float64]
_STEPS = 300
_SHORTEST = 1e-8


def logistic(rows: Matrix, labels: Matrix, penalty: float = 3.0) -> Matrix:
    """Weights, the intercept last, by projected Newton steps. Both labels weigh the same in all.

    Only the intercept may be negative: more distance from the evidence can never make a claim look better
    supported.
    """
    count, width = rows.shape
    design = np.hstack([rows, np.ones((count, 1))])
    weight = np.where(labels == 1, 0.5 / max(1, labels.sum()), 0.5 / max(1, (1 - labels).sum())) * count
    ridge = np.append(np.full(width, penalty), 1e-9)
    bounded = np.arange(width + 1) < width

    def loss(at: Matrix) -> float:
        margin = design @ at
        return float(weight @ (np.logaddexp(0, margin) - labels * margin) + ridge @ at**2 / 2)

    found = np.zeros(width + 1)
    for _ in range(_STEPS):
        step = _newton(design, labels, weight, ridge, found, bounded)
        size = 1.0
        while size > _SHORTEST:
            changed = np.where(bounded, np.maximum(0.0, found - size * step), found - size * step)
            if loss(changed) < loss(found):
                break
            size /= 2
        else:
            break
        found = changed
    return found


def _newton(
    design: Matrix, labels: Matrix, weight: Matrix, ridge: Matrix, at: Matrix, bounded: NDArray[np.bool_]
) -> Matrix:
    """The Newton step over the weights that are free to move."""
    risk = 1 / (1 + np.exp(-np.clip(design @ at, -30, 30)))
    slope = design.T @ (weight * (risk - labels)) + ridge * at
    moves = ~(bounded & (at <= 0) & (slope > 0))
    curve = (design * (weight * risk * (1 - risk))[:, None]).T @ design + np.diag(ridge)
    step = np.zeros_like(at)
    step[moves] = np.linalg.solve(curve[np.ix_(moves, moves)], slope[moves])
    return step
