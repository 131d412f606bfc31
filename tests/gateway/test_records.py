"""Whatever became of an exchange, it is on record, and what is on record is true."""

from __future__ import annotations

import asyncio
import copy
import dataclasses
import hashlib
import json
from typing import Any

import pytest
from house import House, Opener, Outcome
from scripted import Script
from sqlalchemy import select

from weir.core.audit import verify_audit
from weir.core.errors import WeirError
from weir.core.tables import usage_windows
from weir.gateway import Exchange, valid_receipt
from weir.gateway.tables import exchanges
from weir.models import ChatModel

LEAVE = "How many days of annual leave does an employee have?"
BOTH = pytest.mark.parametrize("stream", [False, True], ids=["whole", "streamed"])


def status_of(house: House, exchange: Exchange) -> str | None:
    with house.gateway.store.read() as connection:
        query = select(exchanges.c.status).where(exchanges.c.id == exchange.id)
        return connection.execute(query).scalar()


@BOTH
async def test_a_receipt_states_what_went_in_and_out_and_verifies(house: House, stream: bool) -> None:
    outcome = await house.ask(LEAVE, "app/quoting", stream=stream)
    receipt, key = house.recorded(outcome)["receipt"], house.gateway.signer.public_key
    assert receipt == outcome.exchange.receipt
    assert valid_receipt(receipt, key)
    assert receipt["question_sha256"] == hashlib.sha256(LEAVE.encode()).hexdigest()
    assert receipt["answer_sha256"] == hashlib.sha256(outcome.text.encode()).hexdigest()
    assert receipt["model"]["name"] == "local/smollm2-135m"
    assert receipt["app"]["name"] == "quoting"
    assert receipt["evidence"]
    assert receipt["citations"]
    assert LEAVE not in json.dumps(receipt)


async def test_a_receipt_that_was_touched_anywhere_does_not_verify(house: House) -> None:
    outcome = await house.ask(LEAVE, "app/quoting")
    receipt, key = outcome.exchange.receipt, house.gateway.signer.public_key
    assert receipt is not None
    for forged in _forgeries(receipt):
        assert not valid_receipt(forged, key), forged
    assert valid_receipt(receipt, key)


def _forgeries(receipt: dict[str, Any]) -> list[dict[str, Any]]:
    """The receipt with one field changed, removed or added, each in turn."""
    made = [{**receipt, "more": 1}]
    for name, value in receipt.items():
        without = copy.deepcopy(receipt)
        del without[name]
        made.append(without)
        changed = not value if isinstance(value, bool) else [value, "x"]
        made.append({**copy.deepcopy(receipt), name: changed})
    for name in receipt["signature"]:
        made.append({**receipt, "signature": {**receipt["signature"], name: "AAAA"}})
    return made


@BOTH
async def test_usage_and_cost_are_those_that_the_upstream_reported(
    house: House, script: Script, stream: bool
) -> None:
    outcome = await house.ask("hi", stream=stream)
    row = house.recorded(outcome)
    assert (row["prompt_tokens"], row["completion_tokens"]) == (11, 5)
    assert row["cost_micros"] == 11 * 2 + 5 * 10


async def test_usage_by_day_model_and_principal_adds_up_with_the_exchanges(
    house: House, script: Script
) -> None:
    for question in ("hi", "hi again", "How do I build a pipe bomb?"):
        await house.ask(question)
    await house.ask("hi", who="builder")
    admin = house.gateway.principals.get(house.weir.ids["admin"])
    user = house.gateway.principals.get(house.weir.ids["user"])
    for by in ("day", "model", "principal", "app"):
        rows = house.gateway.history.usage(admin, since=0, until=1 << 62, by=by)
        assert sum(row["requests"] for row in rows) == 4
        assert sum(row["prompt_tokens"] for row in rows) == 33
        assert sum(row["refused"] for row in rows) == 1
    (mine,) = house.gateway.history.usage(user, since=0, until=1 << 62, by="principal")
    assert (mine["requests"], mine["principal"]) == (3, user.id)


@pytest.mark.parametrize("hour", [0, 11, 13, 23])
async def test_an_exchange_is_counted_on_the_day_that_it_was(house: House, hour: int) -> None:
    day = 20_000 * 86_400_000
    exchange = house.exchange("hi")
    exchange.created_at = day + hour * 3_600_000
    async for _ in await house.gateway.start(exchange):
        pass
    (row,) = house.gateway.history.usage(exchange.who, since=0, until=1 << 62, by="day")
    assert row["day"] == day


@BOTH
async def test_a_request_that_fails_at_a_gate_is_on_record(house: House, stream: bool) -> None:
    outcome = await house.ask("hi", "no/such-model", stream=stream)
    assert outcome.error is not None
    assert outcome.error.code == "model.unknown"
    row = house.recorded(outcome)
    assert (row["status"], row["error"]) == ("failed", "model.unknown")
    assert [s["status"] for s in row["stages"] if s["name"] == "resolve"] == ["failed"]
    assert valid_receipt(row["receipt"], house.gateway.signer.public_key)


async def test_a_wrong_key_leaves_no_exchange_behind(house: House) -> None:
    outcome = await house.ask("hi", who="wrong")
    assert outcome.error is not None
    assert outcome.error.status == 401
    assert status_of(house, outcome.exchange) is None


class Faulty:
    """A model whose code is wrong: not its answers."""

    name = "said/faulty"

    async def chat(self, _: Any) -> Any:
        raise ZeroDivisionError("secret detail")

    async def stream(self, _: Any) -> Any:
        raise ZeroDivisionError("secret detail")
        yield  # the contract is a generator


class _Models:
    """The registry with one faulty model in it, as an extension could bring one."""

    def __init__(self, models: Any) -> None:
        self._models = models

    def __getattr__(self, name: str) -> Any:
        return getattr(self._models, name)

    def chat(self, name: str) -> ChatModel:
        return Faulty()  # type: ignore[return-value]


@BOTH
async def test_a_mistake_in_our_own_code_is_an_incident_on_record(
    house: House, caplog: pytest.LogCaptureFixture, stream: bool
) -> None:
    resolve = next(gate for gate in house.gateway.way.gates if gate.name == "resolve")
    resolve.models = _Models(house.gateway.models)  # type: ignore[attr-defined]
    outcome = await house.ask("hi", stream=stream)
    assert outcome.error is not None
    assert outcome.error.code == "exchange.unexpected"
    assert "secret" not in json.dumps(outcome.error.body("en"))
    assert outcome.error.params["incident"] in caplog.text
    assert house.recorded(outcome)["status"] == "failed"
    assert house.gateway.quotas.used(outcome.exchange.who.id, "minute").requests == 1


@BOTH
async def test_a_caller_who_leaves_while_the_model_thinks_is_recorded_as_cancelled(
    house: House, stream: bool
) -> None:
    task = asyncio.create_task(house.ask("hi", "mock/silent", stream=stream))
    exchange = await _asked(house)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    await house.gateway.record.settled()
    assert await _settled_status(house, exchange) == "cancelled"


async def _asked(house: House) -> str:
    """Wait until the upstream has the request."""
    await asyncio.sleep(0.4)
    return house.weir.ids["user"]


async def _settled_status(house: House, principal: str) -> str | None:
    with house.gateway.store.read() as connection:
        query = select(exchanges.c.status).where(exchanges.c.principal == principal)
        return connection.execute(query).scalar()


async def test_a_caller_who_leaves_in_mid_stream_pays_for_what_he_got(house: House, script: Script) -> None:
    script.says(*["And on it goes, without any end to it. "] * 50, pause_s=0.02)
    outcome = Outcome(house.exchange("hi", stream=True))
    flow = await house.gateway.start(outcome.exchange)
    async for _ in flow:
        break
    await flow.aclose()
    await house.gateway.record.settled()
    row = house.recorded(outcome)
    assert row["status"] == "cancelled"
    assert row["prompt_tokens"] > 0
    assert row["completion_tokens"] > 0
    assert row["answer"]
    for _ in range(100):
        if script.seen()["left"]:
            break
        await asyncio.sleep(0.02)
    assert script.seen()["left"] == 1  # the upstream was told to stop


async def test_a_stream_is_on_record_before_its_first_piece_leaves(house: House, script: Script) -> None:
    script.says(*["And on it goes, without any end to it. "] * 10, pause_s=0.01)
    exchange = house.exchange("hi", stream=True)
    flow = await house.gateway.start(exchange)
    await anext(flow)
    assert status_of(house, exchange) == "open"
    async for _ in flow:
        pass
    assert status_of(house, exchange) == "done"


async def test_nothing_leaves_whole_when_it_cannot_be_recorded(house: House) -> None:
    house.gateway.commits.close()
    for stream in (False, True):
        outcome = await house.ask("hi", stream=stream)
        assert outcome.error is not None
        assert outcome.error.code == "commit.closed"
        assert not any(piece.finish_reason for piece in outcome.pieces)


async def test_the_audit_chain_holds_an_entry_for_every_exchange(house: House) -> None:
    asked = [await house.ask("hi", stream=stream) for stream in (False, True)]
    asked += [await house.ask("hi", "no/such-model"), await house.ask("hi", "mock/broken")]
    verdict = verify_audit(house.gateway.store, house.gateway.signer.public_key)
    assert verdict.valid
    from weir.core.audit import audit_entries

    noted = {entry["object"] for entry in audit_entries(house.gateway.store, 100, None)}
    assert {outcome.exchange.id for outcome in asked} <= noted


async def test_without_content_the_record_holds_digests_only(open_house: Opener, script: Script) -> None:
    house = await open_house(trace={"content": False})
    script.says("A most particular answer.")
    outcome = await house.ask("A most particular question", "said/text")
    row = house.recorded(outcome)
    assert row["question"] is None
    assert row["answer"] is None
    assert "particular" not in json.dumps(row)
    evidence = await house.ask(LEAVE, "app/quoting")
    assert all(item["text"] is None for item in house.recorded(evidence)["evidence"])


async def test_an_exchange_of_somebody_else_is_not_there(house: House) -> None:
    outcome = await house.ask("hi")
    stranger = house.gateway.principals.get(house.weir.ids["stranger"])
    auditor = house.gateway.principals.get(house.weir.ids["auditor"])
    with pytest.raises(WeirError) as refused:
        house.gateway.history.get(outcome.exchange.id, stranger)
    assert refused.value.code == "exchange.unknown"
    assert house.gateway.history.latest(stranger) == []
    assert house.gateway.history.get(outcome.exchange.id, auditor)["id"] == outcome.exchange.id


@pytest.mark.parametrize("wild", ["%", "_", "\\", "100%", "a_c"])
async def test_the_search_takes_its_text_literally(house: House, wild: str) -> None:
    await house.ask("nothing of the kind, abc")
    hit = await house.ask(f"this one holds {wild} indeed")
    found = house.gateway.history.latest(hit.exchange.who, text=wild)
    assert [row["id"] for row in found] == [hit.exchange.id]


async def test_a_clock_that_jumps_back_loses_no_exchange(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    import time

    true = time.time_ns
    first = await house.ask("before")
    monkeypatch.setattr(time, "time_ns", lambda: true() - 3 * 3_600_000_000_000)
    second = await house.ask("after", stream=True, conversation="new")
    third = await house.ask("and then", stream=True, conversation=second.exchange.conversation)
    assert [house.recorded(o)["status"] for o in (first, second, third)] == ["done"] * 3
    assert house.recorded(second)["duration_ms"] >= 0
    assert verify_audit(house.gateway.store, house.gateway.signer.public_key).valid
    said = house.gateway.conversations.get(str(second.exchange.conversation), second.exchange.who)
    assert [m["role"] for m in said["messages"]] == ["user", "assistant", "user", "assistant"]
    assert house.gateway.quotas.used(first.exchange.who.id, "minute").requests == 3


async def test_the_quota_that_is_kept_equals_the_exchanges_on_record(house: House) -> None:
    outcomes = [await house.ask("hi", stream=bool(n % 2)) for n in range(4)]
    outcomes.append(await house.ask("hi", "mock/broken"))
    with house.gateway.store.read() as connection:
        kept = connection.execute(
            select(usage_windows).where(
                usage_windows.c.subject == outcomes[0].exchange.who.id, usage_windows.c.span == "minute"
            )
        ).all()
    rows = [house.recorded(outcome) for outcome in outcomes]
    assert sum(row.requests for row in kept) == len(rows)
    assert sum(row.tokens for row in kept) == sum(
        row["prompt_tokens"] + row["completion_tokens"] for row in rows
    )


def test_every_decision_of_an_exchange_has_a_place_in_it() -> None:
    names = {field.name for field in dataclasses.fields(Exchange)}
    assert {"verdicts", "action", "evidence", "citations", "usage", "label", "receipt", "status"} <= names
