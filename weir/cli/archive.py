"""`weir export`, `weir backup`, `weir restore`: taking the records out, and bringing everything back."""

from __future__ import annotations

import os
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from weir.cli.frame import Home, Json, house, load, show
from weir.cli.speech import say
from weir.core.errors import error_kind

PASSPHRASE = "WEIR_PASSPHRASE"  # noqa: S105 - the variable's name
"""Environment variable of the passphrase of a backup's secrets; an argument could be read by others."""

NO_PASSPHRASE = error_kind(
    "cli.no_passphrase",
    400,
    en="The secrets of a backup are sealed with a passphrase, and none was given.",
    zh="备份中的机密须用口令封存，但未提供口令。",
    do_en=f"Set {PASSPHRASE}, or leave the secrets out with --without-secrets (keys end with a restore).",
    do_zh=f"请设置 {PASSPHRASE}，或用 --without-secrets 不含机密（恢复后原密钥失效）。",
)

EXPORT_HELP = "将记录导出为 JSON 行：交换、审计、会话、用量、应用。不含机密。"
BACKUP_HELP = """将数据库、任务、文件、设置和机密备份为一个归档，服务无需停止。

机密用环境变量 WEIR_PASSPHRASE 中的口令封存。
"""
RESTORE_HELP = "将归档恢复到空目录。所有摘要先校验，再落盘。"

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
        Path,
        typer.Argument(
            help=say(
                "File to write, one JSON object a line; - for standard output.",
                "要写入的文件，每行一个 JSON 对象；- 为标准输出。",
            )
        ),
    ],
    only: Annotated[
        list[str] | None,
        typer.Option("--table", help=say("A table to export; repeatable.", "要导出的表，可重复。")),
    ] = None,
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
    target: Annotated[
        Path,
        typer.Argument(
            help=say("The archive to write; it must not exist.", "要写入的归档，须是尚不存在的文件。")
        ),
    ],
    without_secrets: Annotated[
        bool,
        typer.Option(
            "--without-secrets",
            help=say("Leave the secrets out; keys then end with a restore.", "不含机密；恢复后原密钥失效。"),
        ),
    ] = False,
    home: Home = None,
    as_json: Json = False,
) -> None:
    """Back up store, jobs, files, settings and secrets into one archive, while servers go on.

    The secrets are sealed with the passphrase in the environment variable WEIR_PASSPHRASE.
    """
    from weir.core.backup import backup as write

    passphrase = None if without_secrets else os.environ.get(PASSPHRASE)
    if not passphrase and not without_secrets:
        raise NO_PASSPHRASE()
    with house(home) as gateway:
        done = write(gateway.config.home, gateway.store, target, passphrase=passphrase)
    payload = {**asdict(done), "path": str(done.path)}
    show(payload, as_json, lambda: say(f"{done.path}: {done.size} bytes", f"{done.path}：{done.size} 字节"))


def restore(
    archive: Annotated[
        Path,
        typer.Argument(
            exists=True,
            dir_okay=False,
            help=say("An archive of `weir backup`.", "`weir backup` 生成的归档。"),
        ),
    ],
    without_secrets: Annotated[
        bool,
        typer.Option(
            "--without-secrets",
            help=say("Leave its secrets out; new ones are made.", "不恢复机密，改为新建。"),
        ),
    ] = False,
    url: Annotated[
        str | None,
        typer.Option(
            help=say("An empty PostgreSQL database to restore into.", "恢复到的空 PostgreSQL 数据库。")
        ),
    ] = None,
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
