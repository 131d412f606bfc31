"""What the Weir of these tests holds: people with keys, models that behave and misbehave, documents, apps."""

from __future__ import annotations

import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from weir.apps import App, Text
from weir.core.auth import Role
from weir.core.config import Config, load_config
from weir.gateway import Gateway

sys.path.insert(0, str(Path(__file__).parents[1] / "models"))

PEOPLE = {
    "admin": Role.admin,
    "builder": Role.builder,
    "user": Role.user,
    "auditor": Role.auditor,
    "stranger": Role.builder,
}
"""`stranger` owns nothing: what the others own is none of his business."""

BEHAVIOURS = [
    "plain",
    "tools",
    "echo",
    "slow",
    "stall",
    "silent",
    "drop",
    "error",
    "garbage",
    "busy-long",
    "broken",
    "long",
    "key",
    "html",
    "no-usage",
    "no-done",
    "bytewise",
    "whole",
    "flaky",
    "reset",
]

SETTINGS: dict[str, Any] = {
    "models": {"default": "said/text", "stall_timeout_s": 1.0, "request_timeout_s": 4.0, "retries": 1},
    "jobs": {"workers": 2},
    "server": {"max_body_bytes": 1 << 20, "shutdown_timeout_s": 1.0},
    "documents": {"max_bytes": 200_000, "timeout_s": 30},
    "quotas": {
        "tiers": {
            "standard": {"requests_per_minute": 100_000, "requests_per_day": 10_000_000},
            "unlimited": {},
            "tight": {"requests_per_minute": 2},
        }
    },
}

HANDBOOK_EN = """# Leave

## Annual leave
Every employee has 25 days of annual leave a year. Unused days expire on 31 March 2027.

## Sick leave
A doctor's note is required from the third day of sickness.

# Equipment
The laptop of a new employee is ordered by the IT desk in room B204. It costs 1,450 euros.
"""

HANDBOOK_ZH = """# 报销制度

## 差旅
出差住宿标准为每晚 450 元。报销单须在出差结束后 10 个工作日内提交给财务部。

## 审批
超过 5000 元的费用由总经理李明审批。
"""

SECRET = "# Salaries\nThe salary of the managing director is 912,345 euros a year.\n"


@dataclass
class Weir:
    """A seeded home: where it is, who may enter with which key, and the ids of what it holds."""

    config: Config
    secrets: dict[str, str] = field(default_factory=dict)
    ids: dict[str, str] = field(default_factory=dict)


def configure(home: Path, store_url: str = "", **changes: Any) -> Config:
    """Write `weir.yaml` into the home and read it as the server will."""
    settings = {**SETTINGS, **changes}
    (home / "weir.yaml").write_text(yaml.safe_dump(settings))
    given: dict[str, Any] = {"home": home}
    if store_url:
        given["store.url"] = store_url
    return load_config(given, {})


def seed(gateway: Gateway, upstream: str, scripted: str) -> Weir:
    """Fill an empty store."""
    weir = Weir(gateway.config)
    _people(gateway, weir)
    _models(gateway, upstream, scripted)
    _documents(gateway, weir)
    _apps(gateway, weir)
    return weir


def _people(gateway: Gateway, weir: Weir) -> None:
    gateway.keys.create_first()
    for name, role in PEOPLE.items():
        person = gateway.principals.create(f"the {name}", role, "standard", actor="operator")
        key, weir.secrets[name] = gateway.keys.create(person.id, f"{name}'s", actor="operator")
        weir.ids[name], weir.ids[f"{name}-key"] = person.id, key.id
    tight = gateway.principals.create("tight", Role.user, "tight", actor="operator")
    _, weir.secrets["tight"] = gateway.keys.create(tight.id, "tight", actor="operator")
    _, weir.secrets["expired"] = gateway.keys.create(tight.id, "old", actor="operator", expires_at=1)
    revoked, weir.secrets["revoked"] = gateway.keys.create(tight.id, "lost", actor="operator")
    gateway.keys.revoke(revoked.id, actor="operator")
    weir.secrets["wrong"] = "weir_sk_" + "A" * 43


def _models(gateway: Gateway, upstream: str, scripted: str) -> None:
    for name in BEHAVIOURS:
        gateway.models.add(f"mock/{name}", upstream, price_in=2.0, price_out=10.0)
    gateway.models.add("mock/gone", "http://127.0.0.1:9/v1")
    gateway.models.add("mock/vectors", upstream, kind="embedding", dimensions=3)
    gateway.models.add("said/text", f"{scripted}/v1", price_in=2.0, price_out=10.0)
    gateway.models.add("said/judge", f"{scripted}/v1")


def _documents(gateway: Gateway, weir: Weir) -> None:
    owner = weir.ids["builder"]
    shared = gateway.knowledge.create("handbook", owner, public=True)
    private = gateway.knowledge.create("private", owner)
    weir.ids.update(base=shared.id, private=private.id)
    for base, name, text in (
        (shared, "handbook.md", HANDBOOK_EN),
        (shared, "制度.md", HANDBOOK_ZH),
        (private, "salaries.md", SECRET),
    ):
        document = gateway.knowledge.add_document(base.id, name, text.encode())
        ready = gateway.knowledge.ingest(document.id)
        assert ready.status == "ready", ready.error
        weir.ids[name] = document.id
    spec = {"kind": "folder", "path": str(weir.config.home / "nowhere")}
    weir.ids["source"] = gateway.sources.add(private.id, "pay slips", spec, owner, trusted=True).id


def _apps(gateway: Gateway, weir: Weir) -> None:
    for name, model in (("quoting", "local/smollm2-135m"), ("writing", "said/text")):
        title = Text(zh="手册", en="Handbook")
        app = App(name=name, title=title, description=title, model=model, knowledge_bases=(weir.ids["base"],))
        gateway.publish(app, gateway.operator)
