"""`weir principals`: the people and services that have keys."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated, Any

import typer

from weir.cli.frame import Home, Json, house, show
from weir.cli.speech import chinese, say
from weir.cli.tables import table

if TYPE_CHECKING:
    from weir.core.auth import Principal
    from weir.gateway import Gateway

app = typer.Typer(
    no_args_is_help=True,
    help=say(
        "Who may ask: list, create, change, limit principals.", "谁可以提问：列出、创建、修改、限额主体。"
    ),
)

Name = Annotated[str, typer.Argument(help=say("Name of the principal.", "主体名称。"))]
RoleOption = Annotated[
    str, typer.Option(help=say("admin, builder, user or auditor.", "admin、builder、user 或 auditor。"))
]
TierOption = Annotated[
    str, typer.Option(help=say("What it may spend: a tier of the settings.", "额度档位，见设置。"))
]


def make(gateway: Gateway, name: str, role: str, tier: str) -> Principal:
    """A new principal; a role or tier that does not exist is wrong use."""
    from weir.core.auth import Role

    _require(role, [*Role], "--role")
    _require(tier, [*gateway.config.quotas.tiers], "--tier")
    return gateway.principals.create(name, Role(role), tier, actor=gateway.operator.id)


def find(gateway: Gateway, name: str) -> Principal:
    """A principal by its name or id. Errors: ``auth.not_found``."""
    return gateway.principals.by_name(name) or gateway.principals.get(name)


def _require(value: str, allowed: list[str], option: str) -> None:
    if value not in allowed:
        choices = ", ".join(allowed)
        text = say(f"{value} is none of {choices}.", f"{value} 无效，可选 {choices}。")
        raise typer.BadParameter(text, param_hint=option)


@app.command("list", help=chinese("按名称列出主体。"))
def list_(home: Home = None, as_json: Json = False) -> None:
    """List the principals by name."""
    with house(home) as gateway:
        rows = [_row(principal) for principal in gateway.principals.list()]
    show({"items": rows}, as_json, lambda: table(rows, ["id", "name", "role", "tier", "quota"]))


@app.command(help=chinese("创建主体；随后用 `weir keys create` 为其发放密钥。"))
def create(
    name: Name,
    role: RoleOption = "user",
    tier: TierOption = "standard",
    home: Home = None,
    as_json: Json = False,
) -> None:
    """Create a principal; `weir keys create` then gives it keys."""
    with house(home) as gateway:
        row = _row(make(gateway, name, role, tier))
    show(row, as_json, lambda: f"{row['name']} {row['id']}")


@app.command(help=chinese("修改主体的角色或档位，或停用、启用它；一秒内对其密钥生效。"))
def change(
    name: Name,
    role: Annotated[str | None, typer.Option(help=say("Its new role.", "新角色。"))] = None,
    tier: Annotated[str | None, typer.Option(help=say("Its new tier.", "新档位。"))] = None,
    disabled: Annotated[
        bool | None,
        typer.Option(
            "--disable/--enable", help=say("Stop its keys, or let them work.", "停用或启用其密钥。")
        ),
    ] = None,
    home: Home = None,
    as_json: Json = False,
) -> None:
    """Change a principal's role or tier, or disable it; its keys follow within a second."""
    from weir.core.auth import Role

    with house(home) as gateway:
        if role is not None:
            _require(role, [*Role], "--role")
        if tier is not None:
            _require(tier, [*gateway.config.quotas.tiers], "--tier")
        principal = gateway.principals.change(
            find(gateway, name).id,
            actor=gateway.operator.id,
            role=Role(role) if role else None,
            tier=tier,
            disabled=disabled,
        )
    row = {**_row(principal), **({} if disabled is None else {"disabled": disabled})}
    show(row, as_json, lambda: say(f"{principal.name} was changed.", f"已修改 {principal.name}。"))


@app.command(help=chinese("给主体单独限额；不带选项时恢复为其档位的限额。"))
def quota(
    name: Name,
    requests_per_minute: Annotated[
        int | None, typer.Option(min=0, help=say("Requests in one minute.", "每分钟请求数。"))
    ] = None,
    requests_per_day: Annotated[
        int | None, typer.Option(min=0, help=say("Requests in one day.", "每天请求数。"))
    ] = None,
    tokens_per_minute: Annotated[
        int | None, typer.Option(min=0, help=say("Tokens in one minute.", "每分钟词元数。"))
    ] = None,
    tokens_per_day: Annotated[
        int | None, typer.Option(min=0, help=say("Tokens in one day.", "每天词元数。"))
    ] = None,
    money_per_day: Annotated[
        float | None, typer.Option(min=0, help=say("Money in one day.", "每天金额。"))
    ] = None,
    home: Home = None,
    as_json: Json = False,
) -> None:
    """Give a principal limits of its own; without options it has those of its tier again."""
    from weir.core.config import Limits

    limits = Limits(
        requests_per_minute=requests_per_minute,
        requests_per_day=requests_per_day,
        tokens_per_minute=tokens_per_minute,
        tokens_per_day=tokens_per_day,
        money_per_day=money_per_day,
    )
    with house(home) as gateway:
        own = limits if limits != Limits() else None
        principal = gateway.principals.set_quota(find(gateway, name).id, own, actor=gateway.operator.id)
    row = _row(principal)
    tiers = say(f"the limits of the tier {principal.tier}", f"{principal.tier} 档位的限额")
    show(row, as_json, lambda: f"{principal.name}: {row['quota'] or tiers}")


def _row(principal: Principal) -> dict[str, Any]:
    own = principal.quota
    return {
        **asdict(principal),
        "groups": sorted(principal.groups),
        "quota": own.model_dump(exclude_none=True) if own else None,
    }
