"""Trying a model out: does it answer, and how fast?"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from weir.core.errors import WeirError
from weir.models.contract import ChatRequest

_GREETING = [{"role": "user", "content": "Say hello."}]


@dataclass(frozen=True, slots=True)
class Trial:
    """What came of it: how long the answer took, what it was, or what went wrong."""

    name: str
    ok: bool
    milliseconds: float
    detail: str
    error: WeirError | None = None


async def try_out(name: str, find: Callable[[], Any]) -> Trial:
    """Find the model and ask it something small; an error of the model is a result, not an exception."""
    started = time.perf_counter()
    detail, failure = "", None
    try:
        detail = await _ask(find())
    except WeirError as error:
        detail, failure = error.text(), error
    return Trial(name, failure is None, round((time.perf_counter() - started) * 1e3, 1), detail, failure)


async def _ask(model: Any) -> str:
    if hasattr(model, "chat"):
        reply = await model.chat(ChatRequest(model.name, _GREETING, {"max_tokens": 8, "temperature": 0}))
        return str(reply.text)
    if hasattr(model, "embed"):
        made = await model.embed(["hello"])
        return f"{made.vectors.shape[1]} dimensions"
    ranked = await model.rerank("hello", ["goodbye", "hello there"], 1)
    return f"best of 2: {ranked[0].index + 1}"
