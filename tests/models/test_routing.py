"""Routes: weights are kept, failures go to the next, breakers rest and recover, budgets hold."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import AsyncIterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from weir.core.errors import WeirError
from weir.models import ChatReply, ChatRequest, Delta, Usage
from weir.models.gather import gather_reply
from weir.models.remote.chat import RemoteChat
from weir.models.remote.connections import Connections
from weir.models.remote.endpoint import Endpoint
from weir.models.remote.failures import FAILED, REJECTED
from weir.models.routing.breaker import Breaker
from weir.models.routing.budget import DAY_S, Budget
from weir.models.routing.route import Deployment, Route

HELLO = ChatRequest("route/it", [{"role": "user", "content": "hello"}])


class Clock:
    def __init__(self) -> None:
        self.now = 1_000_000.0

    def __call__(self) -> float:
        return self.now


class Scripted:
    """A model that fails as often as it is told to: a simulated world for the router."""

    def __init__(self, name: str, failing: bool = False) -> None:
        self.name, self.failing, self.calls = name, failing, 0

    async def chat(self, request: ChatRequest) -> ChatReply:
        self.calls += 1
        if self.failing:
            raise FAILED(model=self.name, what="HTTP 500")
        return ChatReply("ok", [], "stop", Usage(1_000_000, 1_000_000), self.name)

    async def stream(self, request: ChatRequest) -> AsyncIterator[list[Delta]]:
        reply = await self.chat(request)
        yield [Delta(reply.text), Delta(finish_reason="stop", usage=reply.usage)]


async def test_deployments_are_chosen_in_proportion_to_their_weights() -> None:
    models = [Scripted("a"), Scripted("b"), Scripted("never")]
    weights = zip(models, (3, 1, 0), strict=True)
    route = Route("route/it", [Deployment(model, weight) for model, weight in weights], rng=random.Random(1))
    for _ in range(4000):
        await route.chat(HELLO)
    assert models[0].calls == pytest.approx(3000, abs=120)
    assert models[2].calls == 0


@pytest.mark.parametrize("streaming", [False, True])
async def test_a_failing_deployment_is_passed_over_and_the_answer_says_who_gave_it(streaming: bool) -> None:
    bad, spare = Scripted("bad", failing=True), Scripted("spare")
    route = Route("route/it", [Deployment(bad)], [Deployment(spare)])
    reply = await (gather_reply(route.name, route.stream(HELLO)) if streaming else route.chat(HELLO))
    assert (reply.text, reply.model, bad.calls, spare.calls) == ("ok", "spare", 1, 1)


async def test_a_request_that_is_wrong_itself_is_not_tried_elsewhere() -> None:
    class Strict(Scripted):
        async def chat(self, request: ChatRequest) -> ChatReply:
            raise REJECTED(model=self.name, status=422)

    spare = Scripted("spare")
    with pytest.raises(WeirError, match="upstream_rejected"):
        await Route("route/it", [Deployment(Strict("strict"))], [Deployment(spare)]).chat(HELLO)
    assert spare.calls == 0


async def test_a_stream_that_breaks_after_its_first_word_is_not_started_again(upstream_url: str) -> None:
    connections = Connections()
    spare = Scripted("spare")
    dropping = RemoteChat(Endpoint("fake/drop", upstream_url, "drop"), connections)
    route = Route("route/it", [Deployment(dropping)], [Deployment(spare)])
    with pytest.raises(WeirError, match="upstream_dropped"):
        await gather_reply("x", route.stream(HELLO))
    assert spare.calls == 0
    await connections.aclose()


async def test_a_broken_deployment_rests_and_is_probed_once_it_has_rested() -> None:
    clock, model, spare = Clock(), Scripted("a", failing=True), Scripted("spare")
    breaker = Breaker(limit=3, rest_s=10, clock=clock)
    route = Route("route/it", [Deployment(model, breaker=breaker)], [Deployment(spare)])
    for _ in range(10):
        await route.chat(HELLO)
    assert (model.calls, breaker.state) == (3, "open")
    clock.now += 10
    model.failing = False
    assert (await route.chat(HELLO)).model == "a"
    assert breaker.state == "closed"


async def test_when_nobody_may_be_asked_the_error_says_so() -> None:
    breaker = Breaker(limit=1, clock=Clock())
    route = Route("route/it", [Deployment(Scripted("a", failing=True), breaker=breaker)])
    with pytest.raises(WeirError, match="upstream_failed"):
        await route.chat(HELLO)
    with pytest.raises(WeirError, match=r"model\.none_left"):
        await route.chat(HELLO)


async def test_a_client_that_leaves_during_the_probe_does_not_lock_the_deployment_out() -> None:
    clock = Clock()
    breaker = Breaker(limit=1, rest_s=1, clock=clock)
    breaker.failed()
    clock.now += 1
    route = Route("route/it", [Deployment(Scripted("a"), breaker=breaker)])
    stream = route.stream(HELLO)
    await anext(stream)
    await stream.aclose()  # type: ignore[attr-defined]
    assert breaker.allow()


async def test_a_spent_budget_closes_the_route_until_the_next_day() -> None:
    clock = Clock()
    route = Route(
        "route/it", [Deployment(Scripted("a"), price_in=2, price_out=3)], budget=Budget(7, clock=clock)
    )
    await route.chat(HELLO)  # 5
    await gather_reply("x", route.stream(HELLO))  # 10: let in with 2 left
    with pytest.raises(WeirError, match=r"model\.over_budget"):
        await route.chat(HELLO)
    clock.now += DAY_S
    await route.chat(HELLO)
    assert route.budget.spent == 5


def test_what_other_processes_spent_counts_and_yesterday_does_not() -> None:
    clock = Clock()
    budget = Budget(10, clock=clock)
    budget.spend(4)
    budget.settle(budget.day, saved=4, total=12)
    assert (budget.spent, budget.unsaved) == (12, 0)
    clock.now -= DAY_S  # a clock that jumps back opens nothing
    with pytest.raises(WeirError, match="over_budget"):
        budget.check("x")


steps = st.lists(st.tuples(st.floats(0, 40), st.sampled_from(["ok", "fail", "leave"])), max_size=60)


@settings(max_examples=300)
@given(steps)
def test_a_breaker_probes_one_at_a_time_and_never_locks_for_ever(history: list[tuple[float, str]]) -> None:
    clock = Clock()
    breaker = Breaker(limit=3, rest_s=10, longest_rest_s=40, clock=clock)
    for wait, outcome in history:
        clock.now += wait
        state = breaker.state
        allowed = breaker.allow()
        assert allowed == (state != "open")
        if state == "half-open":
            assert not breaker.allow(), "a second probe"
        if allowed:
            {"ok": breaker.succeeded, "fail": breaker.failed, "leave": breaker.left}[outcome]()
        if allowed and outcome == "ok":
            assert breaker.state == "closed"
    clock.now += 40
    assert breaker.allow()


@settings(max_examples=50)
@given(st.integers(0, 2**32), st.floats(0, 0.6))
async def test_a_route_answers_whenever_anybody_can(seed: int, failure_rate: float) -> None:
    rng, clock = random.Random(seed), Clock()
    models = [Scripted(name) for name in "abc"]
    deployments = [Deployment(model, breaker=Breaker(clock=clock)) for model in models]
    spare = Scripted("spare")
    route = Route("route/it", deployments, [Deployment(spare)], rng=rng)
    answers: Counter[str] = Counter()
    for _ in range(60):
        clock.now += rng.random()
        for model in models:
            model.failing = rng.random() < failure_rate
        answers[(await route.chat(HELLO)).model] += 1
    assert answers.total() == 60
