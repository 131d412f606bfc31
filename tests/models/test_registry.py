"""The registry: models by name, kept in the store, keys sealed, licences recorded, extensions kept at bay."""

from __future__ import annotations

import hashlib
import random
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from weir.core.errors import WeirError
from weir.core.secrets import Secrets
from weir.core.store import Store
from weir.models import ChatRequest, Models, Timeouts, tables

KEY = "sk-upstream-secret"
HELLO = [{"role": "user", "content": "hello"}]


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store.open(f"sqlite:///{tmp_path}/weir.db", "process")


@pytest.fixture
async def models(tmp_path: Path, store: Store) -> AsyncIterator[Models]:
    made = opened(tmp_path, store)
    yield made
    await made.aclose()


def opened(home: Path, store: Store, **options: Any) -> Models:
    secrets = Secrets.open(home)
    return Models(home, store, seal=secrets.seal, unseal=secrets.unseal, **options)


def code(failure: pytest.ExceptionInfo[WeirError]) -> str:
    return failure.value.code


def test_what_weir_carries_is_listed_with_its_licence_before_anything_is_fetched(models: Models) -> None:
    cards = {card.name: card for card in models.list()}
    assert cards.keys() >= {"local/smollm2-135m", "local/gemma3-270m", "local/minilm-l6", "local/lexical"}
    default = cards["local/smollm2-135m"]
    assert (default.default, default.state, default.licence) == (True, "absent", "Apache-2.0")
    assert (default.digest or "").startswith("sha256:")
    assert cards["local/lexical"].state == "ready"


async def test_a_model_without_its_weights_says_how_to_get_them(models: Models) -> None:
    with pytest.raises(WeirError) as failure:
        await models.chat().chat(ChatRequest("", HELLO))
    assert code(failure) == "model.absent"
    assert "weir models pull local/smollm2-135m" in failure.value.remedy("zh")


def test_an_unknown_name_and_a_wrong_kind_are_told_apart(models: Models) -> None:
    with pytest.raises(WeirError) as failure:
        models.chat("openai/none")
    assert (code(failure), failure.value.status) == ("model.unknown", 404)
    with pytest.raises(WeirError, match=r"model\.wrong_kind"):
        models.chat("local/lexical")


async def test_an_added_endpoint_answers_after_a_restart_with_its_key_sealed_in_the_store(
    tmp_path: Path, store: Store, upstream_url: str
) -> None:
    first = opened(tmp_path, store)
    card = first.add("fake/echo", upstream_url, key=KEY, price_in=1, price_out=2, languages=("zh",), by="ann")
    await first.aclose()
    with store.read() as connection:
        row = connection.execute(select(tables.models)).mappings().one()
    assert KEY not in str(dict(row))
    assert row["created_by"] == "ann"
    again = opened(tmp_path, store)
    assert again.get("fake/echo") == card
    reply = await again.chat("fake/echo").chat(ChatRequest("fake/echo", HELLO))
    assert reply.model == "fake/echo"
    await again.aclose()


async def test_an_endpoint_of_every_kind_can_be_tried(models: Models, upstream_url: str) -> None:
    models.add("fake/plain", upstream_url)
    models.add("fake/vectors", upstream_url, kind="embedding")
    models.add("fake/rank", upstream_url, kind="rerank")
    models.add("fake/broken", upstream_url, model="broken", retries=0)
    trials = {name: await models.test(f"fake/{name}") for name in ("plain", "vectors", "rank", "broken")}
    assert [trial.ok for trial in trials.values()] == [True, True, True, False]
    assert trials["vectors"].detail == "3 dimensions"
    assert trials["broken"].error
    assert trials["broken"].error.code == "model.upstream_failed"
    assert models.embedding("fake/vectors").dimensions == 3


@pytest.mark.parametrize(
    ("name", "url"),
    [
        ("noslash", "http://h/v1"),
        ("local/x", "http://h/v1"),
        ("app/x", "http://h/v1"),
        ("a/../x", "http://h/v1"),
        ("fake/x", "ftp://h"),
        ("fake/x", "http://user:pass@h/v1"),
        ("fake/x", "http://h/v1?key=1"),
        ("fake/x", "file:///etc/passwd"),
        ("fake/x", "http://[::1"),
    ],
)
def test_a_name_or_url_that_cannot_be_is_refused(models: Models, name: str, url: str) -> None:
    with pytest.raises(WeirError, match=r"model\.invalid"):
        models.add(name, url)


def test_a_name_is_taken_once(models: Models) -> None:
    models.add("fake/x", "http://h/v1")
    with pytest.raises(WeirError, match=r"model\.exists"):
        models.add("fake/x", "http://h/v1")


async def test_a_second_process_sees_what_the_first_adds_and_removes(
    models: Models, tmp_path: Path, store: Store
) -> None:
    other = opened(tmp_path, store)
    models.add("fake/x", "http://h/v1")
    assert other.chat("fake/x").name == "fake/x"
    await models.remove("fake/x")
    other.refresh()
    with pytest.raises(WeirError, match=r"model\.unknown"):
        other.chat("fake/x")
    await other.aclose()


async def test_own_weights_are_added_pulled_recorded_and_removed(
    models: Models, tmp_path: Path, smollm: Path
) -> None:
    card = models.add_weights("local/mine", str(smollm), licence="Apache-2.0", context=512, by="ann")
    assert (card.state, card.digest) == ("absent", None)
    seen: list[int] = []
    card = await models.pull("local/mine", lambda done, total: seen.append(done), by="ann")
    assert (card.state, card.size) == ("ready", 98_362_432)
    assert card.digest == f"sha256:{smollm.name}"
    assert seen[-1] == card.size
    assert (await models.test("local/mine")).ok
    record = models.pulls()[0]
    assert (record.name, record.pulled_by, record.licence, record.accepted_by) == (
        "local/mine",
        "ann",
        "Apache-2.0",
        None,
    )
    await models.remove("local/mine")
    assert not (tmp_path / "models" / smollm.name).exists()


async def test_terms_must_be_accepted_by_somebody_before_the_first_byte(models: Models) -> None:
    with pytest.raises(WeirError) as failure:
        await models.pull("local/gemma3-270m")
    assert code(failure) == "model.licence_not_accepted"
    assert "ai.google.dev/gemma/terms" in failure.value.text("zh")
    assert models.pulls() == []


async def test_an_acceptance_is_kept_with_who_and_when(models: Models, tmp_path: Path, store: Store) -> None:
    from weir.models.records import Records

    card = models.get("local/gemma3-270m")
    records = Records(store)
    records.pulled(card, "0" * 64, 5, "ann", accepted=True)
    records.pulled(card, "0" * 64, 5, "bob", accepted=False)
    (record,) = models.pulls()
    assert (record.accepted_by, record.pulled_by) == ("ann", "bob")
    assert record.accepted_at
    assert records.accepted(card.name)


async def test_what_is_built_in_stays_and_what_a_route_needs_stays(models: Models, upstream_url: str) -> None:
    with pytest.raises(WeirError, match=r"model\.built_in"):
        await models.remove("local/lexical")
    with pytest.raises(WeirError, match=r"model\.built_in"):
        await models.remove("local/smollm2-135m")
    models.add("fake/a", upstream_url)
    models.add_route("route/it", {"fake/a": 1})
    with pytest.raises(WeirError, match="still needs fake/a"):
        await models.remove("fake/a")
    await models.remove("route/it")
    await models.remove("fake/a")


async def test_a_route_falls_back_and_its_spending_survives_a_restart(
    tmp_path: Path, store: Store, upstream_url: str
) -> None:
    models = opened(tmp_path, store)
    models.add("fake/broken", upstream_url, retries=0)
    models.add("fake/plain", upstream_url, price_in=1_000_000)
    models.add_route("route/it", {"fake/broken": 1}, fallbacks=("fake/plain",), budget=10)
    reply = await models.chat("route/it").chat(ChatRequest("route/it", HELLO))
    assert reply.model == "fake/plain"
    await models.aclose()
    again = opened(tmp_path, store)
    await again.chat("route/it").chat(ChatRequest("route/it", HELLO))
    with pytest.raises(WeirError, match=r"model\.over_budget"):
        await again.chat("route/it").chat(ChatRequest("route/it", HELLO))
    await again.aclose()


def test_a_route_needs_targets_that_are_there_and_no_routes(models: Models) -> None:
    models.add("fake/a", "http://h/v1")
    models.add_route("route/one", {"fake/a": 1})
    for targets in ({}, {"fake/a": 0}, {"fake/a": -1}, {"route/one": 1}):
        with pytest.raises(WeirError, match=r"model\.invalid"):
            models.add_route("route/two", targets)
    with pytest.raises(WeirError, match=r"model\.unknown"):
        models.add_route("route/two", {"fake/none": 1})


EXTENSION = """
from weir.models import ModelCard, Offer, Ranked

class Backwards:
    name = "acme/backwards"
    async def rerank(self, query, documents, top_n=None):
        return [Ranked(index, float(index)) for index in reversed(range(len(documents)))][:top_n]

def offers(world):
    return [Offer(lambda: ModelCard("acme/backwards", "rerank", "acme", "ready"), Backwards)]

def broken(world):
    raise RuntimeError("no licence file")
"""


async def test_extensions_add_models_and_a_broken_one_is_reported_not_fatal(
    tmp_path: Path, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = f"acme_{hashlib.sha256(str(random.random()).encode()).hexdigest()[:8]}"
    site = tmp_path / "site"
    about = site / f"{name}-1.0.dist-info"
    about.mkdir(parents=True)
    (site / f"{name}.py").write_text(EXTENSION)
    (about / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n")
    (about / "entry_points.txt").write_text(
        f"[weir.models]\nacme = {name}:offers\nbad = {name}:broken\nworse = {name}:missing\n"
    )
    monkeypatch.setattr(sys, "path", [str(site), *sys.path])
    models = opened(tmp_path, store)
    assert [each.index for each in await models.reranker("acme/backwards").rerank("q", ["a", "b"])] == [1, 0]
    failed = {card.name: card.reason for card in models.list() if card.state == "failed"}
    assert failed["extension/bad"] == "RuntimeError: no licence file"
    assert "extension/worse" in failed
    assert models.get("local/lexical").state == "ready"
    await models.aclose()


async def test_settings_reach_the_endpoints(tmp_path: Path, store: Store, upstream_url: str) -> None:
    models = opened(tmp_path, store, timeouts=Timeouts(total=0.2), retries=0)
    models.add("fake/silent", upstream_url)
    trial = await models.test("fake/silent")
    assert trial.error
    assert trial.error.code == "model.upstream_timeout"
    await models.aclose()
