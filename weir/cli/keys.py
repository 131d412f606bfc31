"""`weir keys`: with what one may ask."""

from __future__ import annotations

import time
from dataclasses import asdict
from typing import Annotated, Any

import typer

from weir.cli.frame import Home, Json, house, show
from weir.cli.principals import make
from weir.cli.speech import chinese, say
from weir.cli.tables import table

app = typer.Typer(
    no_args_is_help=True, help=say("API keys: create, list, revoke.", "API 密钥：创建、列出、吊销。")
)

_DAY_MS = 24 * 3_600_000


@app.command(help=chinese("创建密钥。密钥只打印一次，不在任何地方保存。"))
def create(
    name: Annotated[str, typer.Argument(help=say("A name to know the key by.", "便于识别的名称。"))],
    principal: Annotated[
        str,
        typer.Option(
            help=say(
                "Name of its principal, made when there is none; the key's own name without it.",
                "所属主体的名称，没有则新建；不写则与密钥同名。",
            )
        ),
    ] = "",
    role: Annotated[
        str,
        typer.Option(
            help=say(
                "Role of a new principal: admin, builder, user or auditor.",
                "新主体的角色：admin、builder、user 或 auditor。",
            )
        ),
    ] = "user",
    tier: Annotated[
        str, typer.Option(help=say("Tier of a new principal: what it may spend.", "新主体的额度档位。"))
    ] = "standard",
    days: Annotated[
        int | None,
        typer.Option(
            min=1,
            help=say("Days until the key expires; never without it.", "多少天后到期；不写则永不到期。"),
        ),
    ] = None,
    home: Home = None,
    as_json: Json = False,
) -> None:
    """Create a key. Its secret is printed once and kept nowhere."""
    expires_at = time.time_ns() // 1_000_000 + days * _DAY_MS if days else None
    with house(home) as gateway:
        wanted = principal or name
        holder = gateway.principals.by_name(wanted) or make(gateway, wanted, role, tier)
        key, secret = gateway.keys.create(holder.id, name, actor=gateway.operator.id, expires_at=expires_at)
    payload = {**asdict(key), "secret": secret}
    show(payload, as_json, lambda: f"{secret}\n" + say("Shown once: keep it.", "只显示这一次，请妥善保存。"))


@app.command("list", help=chinese("列出密钥，最新的在前；不含密钥本身。"))
def list_(home: Home = None, as_json: Json = False) -> None:
    """List the keys, newest first, without their secrets."""
    with house(home) as gateway:
        names = {p.id: p.name for p in gateway.principals.list()}
        rows: list[dict[str, Any]] = [
            {**asdict(key), "principal": names.get(key.principal, key.principal)}
            for key in gateway.keys.list()
        ]
    columns = ["id", "name", "principal", "prefix", "revoked", "last_used_at", "expires_at"]
    show({"items": rows}, as_json, lambda: table(rows, columns))


@app.command(help=chinese("吊销密钥：本机立即生效，其他服务一秒内生效。"))
def revoke(
    id: Annotated[str, typer.Argument(help=say("Id of the key.", "密钥的 id。"))],
    home: Home = None,
    as_json: Json = False,
) -> None:
    """Revoke a key, here at once and on other servers within a second."""
    with house(home) as gateway:
        key = gateway.keys.revoke(id, actor=gateway.operator.id)
    show(asdict(key), as_json, lambda: say(f"{id} is revoked.", f"{id} 已吊销。"))
