"""`weir keys`: who may ask, and with what."""

from __future__ import annotations

import time
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated, Any

import typer

from weir.cli.frame import Home, Json, house, say, show, table

if TYPE_CHECKING:
    from weir.core.auth import Principal
    from weir.gateway import Gateway

app = typer.Typer(
    no_args_is_help=True, help=say("API keys: create, list, revoke.", "API 密钥：创建、列出、吊销。")
)

_DAY_MS = 24 * 3_600_000


@app.command()
def create(
    name: Annotated[str, typer.Argument(help="A name to know the key by.")],
    principal: Annotated[str, typer.Option(help="Name of the principal; made when there is none.")] = "",
    role: Annotated[
        str, typer.Option(help="Role of a new principal: admin, builder, user or auditor.")
    ] = "user",
    tier: Annotated[str, typer.Option(help="Tier of a new principal: what it may spend.")] = "standard",
    days: Annotated[
        int | None, typer.Option(min=1, help="Days until the key expires; never without it.")
    ] = None,
    home: Home = None,
    as_json: Json = False,
) -> None:
    """Create a key. Its secret is printed once and kept nowhere."""
    expires_at = time.time_ns() // 1_000_000 + days * _DAY_MS if days else None
    with house(home) as gateway:
        holder = _holder(gateway, principal or name, role, tier)
        key, secret = gateway.keys.create(holder.id, name, actor=gateway.operator.id, expires_at=expires_at)
    payload = {**asdict(key), "secret": secret}
    show(payload, as_json, lambda: f"{secret}\n" + say("Shown once: keep it.", "只显示这一次，请妥善保存。"))


def _holder(gateway: Gateway, name: str, role: str, tier: str) -> Principal:
    """The principal of this name, made now if there is none."""
    from weir.core.auth import Role

    if role not in list(Role):
        raise typer.BadParameter("admin, builder, user or auditor", param_hint="--role")
    for principal in gateway.principals.list():
        if principal.name == name:
            return principal
    return gateway.principals.create(name, Role(role), tier, actor=gateway.operator.id)


@app.command("list")
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


@app.command()
def revoke(
    id: Annotated[str, typer.Argument(help="Id of the key.")], home: Home = None, as_json: Json = False
) -> None:
    """Revoke a key, here at once and on other servers within a second."""
    with house(home) as gateway:
        key = gateway.keys.revoke(id, actor=gateway.operator.id)
    show(asdict(key), as_json, lambda: say(f"{id} is revoked.", f"{id} 已吊销。"))
