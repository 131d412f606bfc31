"""`weir doctor`: what is wrong, and what to do about it."""

from __future__ import annotations

import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import typer

from weir.cli.audit import verdict
from weir.cli.frame import FAILED, Home, Json, load, show
from weir.cli.speech import language, say
from weir.core.errors import WeirError

if TYPE_CHECKING:
    from weir.core.config import Config
    from weir.gateway import Gateway

HELP = """检查设置、存储、密钥、模型、索引和本机环境。

没有损坏时退出码为 0，否则为 1；只有警告时仍为 0。
"""

LOW_DISK = 2 << 30
"""Bytes; less free space makes large uploads and backups fail."""

_NAMES = {
    "python": ("Python", "Python"),
    "settings": ("settings", "设置"),
    "home": ("home", "主目录"),
    "disk": ("disk", "磁盘"),
    "address": ("address", "地址"),
    "store": ("store", "存储"),
    "secrets": ("secrets", "机密"),
    "audit": ("audit chain", "审计链"),
    "policy": ("policy", "策略"),
    "stages": ("stages", "环节"),
    "model": ("default model", "默认模型"),
    "index": ("knowledge bases", "知识库"),
}


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at. `id` is one of those above, or the room where an error arose."""

    id: str
    level: Literal["ok", "warning", "problem"]
    text: str
    remedy: str = ""

    @property
    def name(self) -> str:
        """What it is called in the terminal's language."""
        return say(*_NAMES.get(self.id, (self.id, self.id)))


def doctor(home: Home = None, as_json: Json = False) -> None:
    """Look at the settings, the store, the keys, the models, the index and the machine.

    Exit code 0 when nothing is broken, 1 otherwise; warnings alone do not fail.
    """
    findings = list(examine(home))
    broken = any(finding.level == "problem" for finding in findings)
    payload = {"healthy": not broken, "findings": [asdict(finding) for finding in findings]}
    show(payload, as_json, lambda: "\n".join(_line(finding) for finding in findings))
    if broken:
        raise typer.Exit(FAILED)


def _line(finding: Finding) -> str:
    mark = {"ok": "✓", "warning": "!", "problem": "✗"}[finding.level]
    return f"{mark} {finding.name}: {finding.text}" + (f"\n    → {finding.remedy}" if finding.remedy else "")


def examine(home: Path | None) -> Iterator[Finding]:
    """Every finding, from the ground up; what stands on something broken is not looked at."""
    yield Finding("python", "ok", f"{sys.version.split()[0]} ({sys.executable})")
    try:
        config = load(home)
    except WeirError as error:
        yield _failure("settings", error)
        return
    yield Finding("settings", "ok", say("valid", "有效"))
    yield _disk(config)
    yield _exposure(config)
    place = _home(config)
    yield place
    if place.level == "ok":
        yield from _rooms(config)


def _disk(config: Config) -> Finding:
    place = next(folder for folder in (config.home, *config.home.parents) if folder.is_dir())
    free = shutil.disk_usage(place).free
    text = say(f"{free / (1 << 30):.1f} GiB free", f"剩余 {free / (1 << 30):.1f} GiB")
    if free > LOW_DISK:
        return Finding("disk", "ok", text)
    return Finding("disk", "warning", text, say("Free some space.", "请清理磁盘空间。"))


def _exposure(config: Config) -> Finding:
    host = config.server.host
    if host in ("127.0.0.1", "::1", "localhost"):
        return Finding("address", "ok", say("this machine only", "仅本机可访问"))
    text = say(f"others can reach {host}", f"{host} 可被外部访问")
    remedy = say("Put a reverse proxy with TLS in front of it.", "请在其前面部署启用 TLS 的反向代理。")
    return Finding("address", "warning", text, remedy)


def _home(config: Config) -> Finding:
    if not config.home.exists():
        text = say(f"{config.home} is not there yet", f"{config.home} 尚不存在")
        remedy = say("`weir serve` or `weir ask` makes it.", "`weir serve` 或 `weir ask` 会创建它。")
        return Finding("home", "warning", text, remedy)
    try:
        with tempfile.TemporaryFile(dir=config.home):
            pass
    except OSError as error:
        text = say(f"cannot write to {config.home}", f"无法写入 {config.home}") + f": {error.strerror}"
        remedy = say(
            "Give this account the folder, or name another with WEIR_HOME.",
            "请授予当前账户写权限，或用 WEIR_HOME 指定其他目录。",
        )
        return Finding("home", "problem", text, remedy)
    return Finding("home", "ok", str(config.home))


def _rooms(config: Config) -> Iterator[Finding]:
    from weir.gateway import Gateway

    try:
        gateway = Gateway.open(config)
    except WeirError as error:
        yield _failure(error.code.partition(".")[0], error)
        return
    try:
        for id, look in _LOOKS:
            try:
                yield look(gateway)
            except WeirError as error:
                yield _failure(id, error)
    finally:
        gateway.close()


def _failure(id: str, error: WeirError) -> Finding:
    return Finding(id, "problem", error.text(language()), error.remedy(language()))


def _store(gateway: Gateway) -> Finding:
    return Finding("store", "ok", gateway.store.url)


def _audit(gateway: Gateway) -> Finding:
    from weir.core.audit import verify_audit

    report = verify_audit(gateway.store, gateway.signer.public_key)
    if report.valid:
        return Finding("audit", "ok", verdict(report))
    remedy = say(
        "Keep a copy of the store as evidence, then restore a backup: `weir restore`.",
        "请保留存储副本作为证据，然后用 `weir restore` 恢复备份。",
    )
    return Finding("audit", "problem", verdict(report), remedy)


def _model(gateway: Gateway) -> Finding:
    card = gateway.models.get(gateway.models.default)
    if card.state == "ready":
        return Finding("model", "ok", card.name)
    text = say(f"{card.name} is {card.state}", f"{card.name} 尚不可用") + (
        f": {card.reason}" if card.reason else ""
    )
    remedy = say(f"Fetch it: `weir models pull {card.name}`.", f"请获取：`weir models pull {card.name}`。")
    return Finding("model", "warning", text, remedy)


def _policy(gateway: Gateway) -> Finding:
    policy = gateway.guards.get("default").policy
    return Finding("policy", "ok", f"{policy.name} {policy.version}")


def _stages(gateway: Gateway) -> Finding:
    off = ", ".join(sorted(gateway.config.gateway.stages_off))
    if not off:
        return Finding("stages", "ok", say("all on", "全部开启"))
    remedy = say("Remove them from gateway.stages_off.", "请从 gateway.stages_off 中移除。")
    return Finding("stages", "warning", say(f"switched off: {off}", f"已关闭：{off}"), remedy)


def _index(gateway: Gateway) -> Finding:
    broken = [base.name for base in gateway.knowledge.list() if not gateway.knowledge.verify(base.id).clean]
    if not broken:
        return Finding("index", "ok", say("indexes agree with the store", "索引与存储一致"))
    names = ", ".join(broken)
    text = say(f"index out of step: {names}", f"索引与存储不一致：{names}")
    return Finding("index", "problem", text, say("Run `weir kb rebuild`.", "请运行 `weir kb rebuild`。"))


_LOOKS: tuple[tuple[str, Callable[[Gateway], Finding]], ...] = (
    ("store", _store),
    ("audit", _audit),
    ("policy", _policy),
    ("stages", _stages),
    ("model", _model),
    ("index", _index),
)
