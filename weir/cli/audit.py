"""`weir audit`: the chain of what was done, and whether it is whole."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from weir.cli.frame import FAILED, Home, Json, house, say, show, table

app = typer.Typer(
    no_args_is_help=True, help=say("The audit chain: list, verify, export.", "审计链：列出、校验、导出。")
)


@app.command("list")
def list_(
    limit: Annotated[int, typer.Option(min=1, max=10_000, help="How many entries, newest first.")] = 50,
    home: Home = None,
    as_json: Json = False,
) -> None:
    """List the latest entries."""
    from weir.core.audit import audit_entries

    with house(home) as gateway:
        rows = audit_entries(gateway.store, limit)
    show({"items": rows}, as_json, lambda: table(rows, ["seq", "created_at", "actor", "action", "object"]))


@app.command()
def verify(
    file: Annotated[
        Path | None, typer.Argument(help="An exported chain; the store's own without it.")
    ] = None,
    public_key: Annotated[
        str | None, typer.Option(help="Public key to check the signed heads of a file.")
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
    payload = asdict(report)
    whole = say(f"The chain of {report.entries} entries is whole.", f"审计链完整，共 {report.entries} 条。")
    broken = say(f"The chain is broken: {payload}", f"审计链已损坏：{payload}")
    show(payload, as_json, lambda: whole if report.valid else broken)
    if not report.valid:
        raise typer.Exit(FAILED)


@app.command()
def export(
    target: Annotated[Path, typer.Argument(help="File to write, one JSON object a line.")],
    home: Home = None,
    as_json: Json = False,
) -> None:
    """Export the chain with its signed heads, for verification elsewhere."""
    from weir.core.audit import export_audit

    with house(home) as gateway, target.open("xb") as file:
        entries = export_audit(gateway.store, file)
        key = gateway.signer.public_key
    payload = {"file": str(target), "entries": entries, "public_key": key}
    show(
        payload,
        as_json,
        lambda: say(
            f"{entries} entries in {target}; public key {key}", f"{target} 中有 {entries} 条；公钥 {key}"
        ),
    )
