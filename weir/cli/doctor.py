"""`weir doctor`: what is wrong, and what to do about it."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import typer

from weir.cli.frame import FAILED, Home, Json, language, load, say, show
from weir.core.errors import WeirError

if TYPE_CHECKING:
    from weir.core.config import Config
    from weir.gateway import Gateway

_LOW_DISK = 2 << 30  # bytes; less makes large uploads and backups fail


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at."""

    name: str
    level: Literal["ok", "warning", "problem"]
    text: str
    remedy: str = ""


def doctor(home: Home = None, as_json: Json = False) -> None:
    """Look at the settings, the store, the keys, the models, the index and the machine.

    Exit code 0 when nothing is broken, 1 otherwise; warnings alone do not fail.
    """
    findings = list(_examine(home))
    broken = any(finding.level == "problem" for finding in findings)
    payload = {"healthy": not broken, "findings": [asdict(finding) for finding in findings]}
    show(payload, as_json, lambda: "\n".join(_line(finding) for finding in findings))
    if broken:
        raise typer.Exit(FAILED)


def _line(finding: Finding) -> str:
    mark = {"ok": "✓", "warning": "!", "problem": "✗"}[finding.level]
    return f"{mark} {finding.name}: {finding.text}" + (f"\n    → {finding.remedy}" if finding.remedy else "")


def _examine(home: Path | None) -> Iterator[Finding]:
    yield _python()
    try:
        config = load(home)
    except WeirError as error:
        yield _failure(say("settings", "设置"), error)
        return
    yield Finding(say("settings", "设置"), "ok", str(config.home))
    yield _disk(config)
    yield _exposure(config)
    yield from _rooms(config)


def _python() -> Finding:
    return Finding("python", "ok", f"{sys.version.split()[0]} ({sys.executable})")


def _disk(config: Config) -> Finding:
    place = config.home if config.home.exists() else config.home.parent
    free = shutil.disk_usage(place if place.exists() else Path.home()).free
    text = say(f"{free >> 30} GiB free", f"剩余 {free >> 30} GiB")
    if free > _LOW_DISK:
        return Finding(say("disk", "磁盘"), "ok", text)
    return Finding(say("disk", "磁盘"), "warning", text, say("Free some space.", "请清理磁盘空间。"))


def _exposure(config: Config) -> Finding:
    name = say("address", "地址")
    if config.server.host in ("127.0.0.1", "::1", "localhost"):
        return Finding(name, "ok", say("this machine only", "仅本机可访问"))
    remedy = say("Put a reverse proxy with TLS in front of it.", "请在其前面部署启用 TLS 的反向代理。")
    return Finding(
        name,
        "warning",
        say(f"others can reach {config.server.host}", f"{config.server.host} 可被外部访问"),
        remedy,
    )


def _rooms(config: Config) -> Iterator[Finding]:
    from weir.gateway import Gateway

    try:
        gateway = Gateway.open(config)
    except WeirError as error:
        yield _failure(say("store", "存储"), error)
        return
    try:
        for name, look in _LOOKS:
            try:
                yield look(gateway)
            except WeirError as error:
                yield _failure(name, error)
    finally:
        gateway.close()


def _failure(name: str, error: WeirError) -> Finding:
    return Finding(name, "problem", error.text(language()), error.remedy(language()))


def _store(gateway: Gateway) -> Finding:
    return Finding(say("store", "存储"), "ok", gateway.store.url)


def _audit(gateway: Gateway) -> Finding:
    from weir.core.audit import verify_audit

    report = verify_audit(gateway.store, gateway.signer.public_key)
    name = say("audit chain", "审计链")
    if report.valid:
        return Finding(name, "ok", say(f"{report.entries} entries, whole", f"{report.entries} 条，完整"))
    remedy = say(
        "Keep a copy of the store as evidence, then restore a backup: `weir restore`.",
        "请保留存储副本作为证据，然后用 `weir restore` 恢复备份。",
    )
    return Finding(
        name, "problem", say(f"broken at {report.broken_at}", f"在第 {report.broken_at} 条处损坏"), remedy
    )


def _model(gateway: Gateway) -> Finding:
    card = gateway.models.get(gateway.models.default)
    name = say("default model", "默认模型")
    if card.state == "ready":
        return Finding(name, "ok", card.name)
    remedy = say(f"Fetch it: `weir models pull {card.name}`.", f"请获取：`weir models pull {card.name}`。")
    return Finding(name, "warning", f"{card.name}: {card.state} {card.reason or ''}".rstrip(), remedy)


def _policy(gateway: Gateway) -> Finding:
    policy = gateway.guards.get("default").policy
    return Finding(say("policy", "策略"), "ok", f"{policy.name} {policy.version}")


def _stages(gateway: Gateway) -> Finding:
    off = sorted(gateway.config.gateway.stages_off)
    name = say("stages", "环节")
    if not off:
        return Finding(name, "ok", say("all on", "全部开启"))
    remedy = say("Remove them from gateway.stages_off.", "请从 gateway.stages_off 中移除。")
    return Finding(
        name, "warning", say(f"switched off: {', '.join(off)}", f"已关闭：{', '.join(off)}"), remedy
    )


def _index(gateway: Gateway) -> Finding:
    name = say("knowledge bases", "知识库")
    broken = [base.name for base in gateway.knowledge.list() if not gateway.knowledge.verify(base.id).clean]
    if not broken:
        return Finding(name, "ok", say("indexes agree with the store", "索引与存储一致"))
    remedy = say("Rebuild them: `weir kb rebuild NAME`.", "请重建：`weir kb rebuild NAME`。")
    return Finding(name, "problem", ", ".join(broken), remedy)


_LOOKS: tuple[tuple[str, Callable[[Gateway], Finding]], ...] = (
    ("store", _store),
    ("audit", _audit),
    ("policy", _policy),
    ("stages", _stages),
    ("model", _model),
    ("index", _index),
)
