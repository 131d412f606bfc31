"""One name for several deployments of a model."""

from __future__ import annotations

import random
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field
from typing import Any, cast

from weir.core.errors import WeirError, error_kind
from weir.models.contract import ChatModel, ChatReply, ChatRequest, Delta, Usage
from weir.models.routing.breaker import Breaker
from weir.models.routing.budget import Budget, cost

NONE_LEFT = error_kind(
    "model.none_left",
    503,
    en="No deployment of {model} takes requests at the moment.",
    zh="{model} 目前没有可用的部署。",
    do_en="Wait a little: deployments that failed are tried again by themselves.",
    do_zh="请稍候：失败的部署会自动重新尝试。",
)

_ANOTHER_MAY_ANSWER = frozenset({429, 502, 503, 504})


@dataclass(slots=True)
class Deployment:
    """One model that can answer for a route, chosen in proportion to `weight`."""

    model: ChatModel
    weight: float = 1.0
    price_in: float = 0.0
    price_out: float = 0.0
    breaker: Breaker = field(default_factory=Breaker)


class Route:
    """A chat model that chooses among deployments by weight, and goes on to the next when one fails before
    its first word; the fallbacks come last, in their order. A deployment that keeps failing is left alone
    for a while (`Breaker`). What all of it costs counts against the budget.
    """

    def __init__(
        self,
        name: str,
        deployments: Sequence[Deployment],
        fallbacks: Sequence[Deployment] = (),
        budget: Budget | None = None,
        rng: random.Random | None = None,
    ) -> None:
        self.name = name
        self.deployments = tuple(deployments)
        self.fallbacks = tuple(fallbacks)
        self.budget = budget or Budget()
        self._rng = rng or random.Random()

    async def chat(self, request: ChatRequest) -> ChatReply:
        error = None
        for deployment in self._willing():
            try:
                reply = await deployment.model.chat(request)
            except WeirError as failure:
                error = _judge(deployment, failure)
            except BaseException:
                deployment.breaker.left()
                raise
            else:
                self._answered(deployment, reply.usage)
                return reply
        raise error or NONE_LEFT(model=self.name)

    async def stream(self, request: ChatRequest) -> AsyncIterator[list[Delta]]:
        error = None
        for deployment in self._willing():
            delivered = False
            try:
                async with aclosing(cast(Any, deployment.model.stream(request))) as arrivals:
                    async for deltas in arrivals:
                        if not delivered:
                            deltas[0].model = deployment.model.name
                        delivered = True
                        self._count(deployment, deltas)
                        yield deltas
            except WeirError as failure:
                error = _judge(deployment, failure)
                if delivered:
                    raise
            except BaseException:
                deployment.breaker.left()
                raise
            else:
                deployment.breaker.succeeded()
                return
        raise error or NONE_LEFT(model=self.name)

    def _willing(self) -> Iterator[Deployment]:
        """The deployments in the order of this request, each asked for permission when its turn comes."""
        self.budget.check(self.name)
        for deployment in (*self._shuffled(), *self.fallbacks):
            if deployment.breaker.allow():
                yield deployment

    def _shuffled(self) -> list[Deployment]:
        """A weighted order without repetition: the largest of u ** (1 / weight) comes first.

        Source: Efraimidis and Spirakis, "Weighted random sampling with a reservoir", 2006.
        """
        weighted = [each for each in self.deployments if each.weight > 0]
        if len(weighted) < 2:
            return weighted
        return sorted(weighted, key=lambda each: self._rng.random() ** (1 / each.weight), reverse=True)

    def _count(self, deployment: Deployment, deltas: list[Delta]) -> None:
        for delta in deltas:
            if delta.usage:
                self.budget.spend(cost(delta.usage, deployment.price_in, deployment.price_out))

    def _answered(self, deployment: Deployment, usage: Usage) -> None:
        deployment.breaker.succeeded()
        self.budget.spend(cost(usage, deployment.price_in, deployment.price_out))


def _judge(deployment: Deployment, failure: WeirError) -> WeirError:
    """Note the failure of a deployment. One that is the request's own fault is raised: all would fail."""
    if failure.status not in _ANOTHER_MAY_ANSWER:
        deployment.breaker.left()
        raise failure
    deployment.breaker.failed()
    return failure
