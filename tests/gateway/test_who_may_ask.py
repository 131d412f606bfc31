"""Who may ask what: quotas, bases of others, keys that no longer hold, and whose base a name means."""

from __future__ import annotations

import asyncio

import pytest
from house import House, Opener

from weir.apps import App, Text
from weir.core.auth import Role
from weir.core.errors import WeirError


async def test_over_the_quota_is_429_with_the_time_to_wait_and_on_record(house: House) -> None:
    outcomes = [await house.ask("hi", who="tight", stream=bool(n % 2)) for n in range(4)]
    assert [outcome.error is None for outcome in outcomes] == [True, True, False, False]
    error = outcomes[2].error
    assert error is not None
    assert (error.status, error.code) == (429, "quota.exceeded")
    assert 1 <= error.params["retry_after"] <= 60
    admin = house.gateway.principals.get(house.weir.ids["admin"])
    rows = house.gateway.history.latest(admin)
    assert [row["status"] for row in rows] == ["failed", "failed", "done", "done"]


async def test_work_that_is_no_conversation_is_under_the_same_quota(house: House) -> None:
    caller = house.gateway.admit(house.weir.secrets["tight"])

    async def work() -> None:
        return None

    for _ in range(2):
        await house.gateway.serve(caller, "moderations", "guard/universal", "en", work)
    outcome = await house.ask("hi", who="tight")
    assert outcome.error is not None
    assert outcome.error.code == "quota.exceeded"


@pytest.mark.parametrize("who", ["expired", "revoked", "wrong"])
async def test_a_key_that_does_not_hold_opens_nothing(house: House, who: str) -> None:
    outcome = await house.ask("hi", who=who)
    assert outcome.error is not None
    assert (outcome.error.status, outcome.error.code) == (401, "auth.key_invalid")


async def test_an_auditor_reads_and_does_not_ask(house: House) -> None:
    outcome = await house.ask("hi", who="auditor")
    assert outcome.error is not None
    assert outcome.error.status == 403


@pytest.mark.parametrize("named_by", ["id", "name"])
async def test_a_private_base_cannot_be_asked_nor_even_found(house: House, named_by: str) -> None:
    name = house.weir.ids["private"] if named_by == "id" else "private"
    nothing = "kb_00000000000000000000000000" if named_by == "id" else "nothing-of-the-kind"
    theirs = await house.ask("What is the salary?", who="stranger", knowledge_bases=(name,))
    nobodys = await house.ask("What is the salary?", who="stranger", knowledge_bases=(nothing,))
    assert theirs.error is not None
    assert nobodys.error is not None
    assert theirs.error.status == nobodys.error.status == 404
    assert theirs.error.text().replace(name, "X") == nobodys.error.text().replace(nothing, "X")
    own = await house.ask("What is the salary?", who="builder", knowledge_bases=(name,))
    assert "912,345" in str(own.exchange.evidence)


async def test_a_name_means_the_base_that_the_caller_may_use(house: House) -> None:
    stranger = house.gateway.principals.get(house.weir.ids["stranger"])
    own = house.gateway.knowledge.create("private", stranger.id)
    outcome = await house.ask("hi", who="stranger", knowledge_bases=("private",))
    assert outcome.exchange.bases == (own.id,)


async def test_two_gateways_on_one_store_keep_one_chain_and_one_count(open_house: Opener) -> None:
    from weir.core.audit import verify_audit

    one, other = await open_house(), await open_house()
    outcomes = await asyncio.gather(*((one, other)[n % 2].ask("hi", stream=bool(n % 3)) for n in range(40)))
    assert all(outcome.error is None for outcome in outcomes)
    assert verify_audit(one.gateway.store, one.gateway.signer.public_key).valid
    assert {one.recorded(outcome)["status"] for outcome in outcomes} == {"done"}
    admin = other.gateway.principals.get(other.weir.ids["admin"])
    (day,) = other.gateway.history.usage(admin, since=0, until=1 << 62)
    assert day["requests"] == 40


async def test_a_key_revoked_at_one_gateway_is_refused_at_the_other(open_house: Opener) -> None:
    one, other = await open_house(), await open_house()
    person = one.gateway.principals.create("late", Role.user, "standard", actor="operator")
    key, secret = one.gateway.keys.create(person.id, "k", actor="operator")
    other.weir.secrets["late"] = secret
    assert (await other.ask("hi", who="late")).error is None
    one.gateway.keys.revoke(key.id, actor="operator")
    for _ in range(40):
        outcome = await other.ask("hi", who="late")
        if outcome.error is not None:
            break
        await asyncio.sleep(0.1)
    assert outcome.error is not None
    assert outcome.error.status == 401


async def test_the_name_of_an_app_belongs_to_who_published_it(house: House) -> None:
    title = Text(zh="手册", en="Handbook")
    app = App(name="mine", title=title, description=title, model="said/text")
    builder = house.gateway.principals.get(house.weir.ids["builder"])
    stranger = house.gateway.principals.get(house.weir.ids["stranger"])
    user = house.gateway.principals.get(house.weir.ids["user"])
    house.gateway.publish(app, builder)
    house.gateway.publish(app.model_copy(update={"evidence": 3}), builder)
    for who in (stranger, user):
        with pytest.raises(WeirError, match=r"auth\.forbidden"):
            house.gateway.publish(app.model_copy(update={"prompt": title}), who)
        with pytest.raises(WeirError, match=r"auth\.forbidden"):
            house.gateway.roll_back("mine", 1, who)
    house.gateway.roll_back("mine", 1, house.gateway.operator)
    assert house.gateway.apps.get("mine", user) == app


async def test_an_app_over_a_base_that_its_publisher_may_not_use_is_not_published(house: House) -> None:
    title = Text(zh="工资", en="Salaries")
    app = App(name="steal", title=title, description=title, knowledge_bases=(house.weir.ids["private"],))
    stranger = house.gateway.principals.get(house.weir.ids["stranger"])
    with pytest.raises(WeirError, match=r"auth\.not_found"):
        house.gateway.publish(app, stranger)


async def test_an_app_gives_nobody_a_base_that_is_not_his_to_use(house: House) -> None:
    title = Text(zh="工资", en="Salaries")
    app = App(
        name="pay",
        title=title,
        description=title,
        model="said/text",
        knowledge_bases=(house.weir.ids["private"],),
    )
    house.gateway.publish(app, house.gateway.principals.get(house.weir.ids["builder"]))
    outcome = await house.ask("What is the salary of the managing director?", "app/pay")
    assert outcome.error is not None
    assert outcome.error.status == 404
    assert "912,345" not in outcome.text
