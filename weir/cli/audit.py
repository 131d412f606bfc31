"""`weir audit`: the chain of what was done, and whether it is whole."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from weir.cli.frame import FAILED, Home, Json, house, show
from weir.cli.speech import chinese, say
from weir.cli.tables import table

if TYPE_CHECKING:
    from weir.core.audit import AuditReport

app = typer.Typer(
    no_args_is_help=True, help=say("The audit chain: list, verify, export.", "审计链：列出、校验、导出。")
)

_REASONS = {
    "changed": ("an entry was changed", "条目被改动"),
    "deleted": ("an entry was deleted", "条目被删除"),
    "reordered": ("entries were moved", "条目顺序被改动"),
    "truncated": ("the end was cut off", "末尾被截断"),
    "rewritten": ("entries were rewritten", "条目被重写"),
    "head_forged": ("a signed head is not genuine", "签名链头不真实"),
    "unreadable": ("a line cannot be read", "有一行无法读取"),
}


def verdict(report: AuditReport) -> str:
    """What a verification found, for people."""
    if report.valid:
        return say(
            f"The chain of {report.entries} entries is whole.", f"审计链完整，共 {report.entries} 条。"
        )
    reason = say(*_REASONS.get(report.reason or "", (str(report.reason), str(report.reason))))
    return say(
        f"The chain is broken at entry {report.broken_at}: {reason}.",
        f"审计链在第 {report.broken_at} 条处损坏：{reason}。",
    )


@app.command("list", help=chinese("列出最近的条目。"))
def list_(
    limit: Annotated[
        int,
        typer.Option(min=1, max=10_000, help=say("How many entries, newest first.", "条数，最新的在前。")),
    ] = 50,
    home: Home = None,
    as_json: Json = False,
) -> None:
    """List the latest entries."""
    from weir.core.audit import audit_entries

    with house(home) as gateway:
        rows = audit_entries(gateway.store, limit)
    show({"items": rows}, as_json, lambda: table(rows, ["seq", "created_at", "actor", "action", "object"]))


@app.command(help=chinese("校验审计链：完整时退出码为 0，损坏时为 1。"))
def verify(
    file: Annotated[
        Path | None,
        typer.Argument(
            exists=True,
            dir_okay=False,
            help=say("An exported chain; the store's own without it.", "导出的审计链；不写则校验数据库。"),
        ),
    ] = None,
    public_key: Annotated[
        str | None,
        typer.Option(
            help=say("Public key to check the signed heads of a file.", "校验文件中签名链头的公钥。")
        ),
    ] = None,
    home: Home = None,
    as_json: Json = False,
) -> None:
    """Verify the chain: exit code 0 when it is whole, 1 when it is broken."""
    from weir.core.audit import verify_audit, verify_audit_export

    if file is not None:
        report = verify_audit_export(file, public_key)
    else:
        with house(home) as gateway:
            report = verify_audit(gateway.store, gateway.signer.public_key)
    show(asdict(report), as_json, lambda: verdict(report))
    if not report.valid:
        raise typer.Exit(FAILED)


@app.command(help=chinese("导出审计链及其签名链头，供他处校验。"))
def export(
    target: Annotated[
        Path,
        typer.Argument(
            help=say("File to write, one JSON object a line.", "要写入的文件，每行一个 JSON 对象。")
        ),
    ],
    home: Home = None,
    as_json: Json = False,
) -> None:
    """Export the chain with its signed heads, for verification elsewhere."""
    from weir.core.audit import export_audit

    with house(home) as gateway, target.open("xb") as file:
        entries = export_audit(gateway.store, file)
        key = gateway.signer.public_key
    payload = {"file": str(target), "entries": entries, "public_key": key}
    told = say(f"{entries} entries in {target}; public key {key}", f"{target} 中有 {entries} 条；公钥 {key}")
    show(payload, as_json, lambda: told)
