"""`weir export`, `weir backup`, `weir restore`: taking the records out, and bringing everything back."""

from __future__ import annotations

import os
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from weir.cli.frame import Home, Json, house, load, say, show

PASSPHRASE = "WEIR_PASSPHRASE"  # noqa: S105 - the variable's name
"""Environment variable of the passphrase of a backup's secrets; an argument could be read by others."""

_RECORDS = (
    "exchanges",
    "audit",
    "audit_heads",
    "conversations",
    "turns",
    "principals",
    "usage_windows",
    "apps",
)


def export(
    target: Annotated[
        Path, typer.Argument(help="File to write, one JSON object a line; - for standard output.")
    ],
    only: Annotated[list[str] | None, typer.Option("--table", help="A table to export; repeatable.")] = None,
    home: Home = None,
    as_json: Json = False,
) -> None:
    """Export the records as JSON lines: exchanges, audit, conversations, usage, apps. No secrets."""
    from weir.core.backup import export as write

    with house(home) as gateway:
        if str(target) == "-":
            write(gateway.store, only or _RECORDS, sys.stdout.buffer)
            return
        with target.open("xb") as file:
            rows = write(gateway.store, only or _RECORDS, file)
    show(
        {"file": str(target), "rows": rows},
        as_json,
        lambda: say(f"{rows} rows in {target}", f"{target}：{rows} 行"),
    )


def backup(
    target: Annotated[Path, typer.Argument(help="The archive to write; it must not exist.")],
    without_secrets: Annotated[
        bool, typer.Option("--without-secrets", help="Leave the secrets out; keys then end with a restore.")
    ] = False,
    home: Home = None,
    as_json: Json = False,
) -> None:
    """Back up store, jobs, files, settings and secrets into one archive, while servers go on.

    The secrets are sealed with the passphrase in the environment variable WEIR_PASSPHRASE.
    """
    from weir.core.backup import backup as write

    with house(home) as gateway:
        done = write(
            gateway.config.home, gateway.store, target, passphrase=None if without_secrets else _passphrase()
        )
    payload = {**asdict(done), "path": str(done.path)}
    show(payload, as_json, lambda: say(f"{done.path}: {done.size} bytes", f"{done.path}：{done.size} 字节"))


def restore(
    archive: Annotated[
        Path, typer.Argument(exists=True, dir_okay=False, help="An archive of `weir backup`.")
    ],
    without_secrets: Annotated[
        bool, typer.Option("--without-secrets", help="Leave its secrets out; new ones are made.")
    ] = False,
    url: Annotated[str | None, typer.Option(help="An empty PostgreSQL database to restore into.")] = None,
    home: Home = None,
    as_json: Json = False,
) -> None:
    """Restore an archive into an empty home. Every digest is checked before anything is put in place."""
    from weir.core.backup import restore as read

    place = load(home).home
    passphrase = os.environ.get(PASSPHRASE)
    done = read(archive, place, passphrase=passphrase, without_secrets=without_secrets, url=url)
    payload = {**asdict(done), "home": str(done.home)}
    show(payload, as_json, lambda: say(f"Restored into {done.home}.", f"已恢复到 {done.home}。"))


def _passphrase() -> str:
    passphrase = os.environ.get(PASSPHRASE)
    if not passphrase:
        raise typer.BadParameter(
            say(
                f"set {PASSPHRASE}, or leave the secrets out with --without-secrets",
                f"请设置 {PASSPHRASE}，或用 --without-secrets 不含机密",
            ),
            param_hint=PASSPHRASE,
        )
    return passphrase
