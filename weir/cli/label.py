"""`weir label`: the labels of generated content in files (GB 45438-2025)."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from weir.cli.frame import FAILED, NOT_FOUND, Home, Json, house, load, say, show

app = typer.Typer(
    no_args_is_help=True,
    help=say("AIGC labels in files: write, read, verify.", "文件中的 AIGC 标识：写入、读取、验证。"),
)

File = Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="A md, html, json or txt file.")]


@app.command()
def write(
    file: File,
    producer: Annotated[
        str | None, typer.Option(help="Code or name of the producer; the operator's without it.")
    ] = None,
    id: Annotated[str | None, typer.Option("--id", help="Id of the content, such as its exchange.")] = None,
    home: Home = None,
    as_json: Json = False,
) -> None:
    """Write the implicit label into a file, bound to its content by a signature."""
    from weir.core.ids import new_id
    from weir.guard import Label, check_producer, write_label

    with house(home) as gateway:
        settings = gateway.config.label
        who = check_producer(producer or settings.producer_code or settings.producer)
        label = Label(who, id or new_id("content"))
        place = write_label(file, label, gateway.signer.sign)
    payload = {"file": str(place), "label": label.fields()}
    show(payload, as_json, lambda: say(f"Labelled: {place}", f"已标识：{place}"))


@app.command()
def read(file: File, as_json: Json = False) -> None:
    """Read the implicit label of a file; exit code 3 when it has none."""
    from weir.guard import read_label

    label = read_label(file)
    fields = label.fields() if label else None
    show({"label": fields}, as_json, lambda: "\n".join(f"{k}: {v}" for k, v in (fields or {}).items()))
    if label is None:
        raise typer.Exit(NOT_FOUND)


@app.command()
def verify(
    file: File,
    public_key: Annotated[
        str | None, typer.Option(help="Public key of the producer; this store's own without it.")
    ] = None,
    home: Home = None,
    as_json: Json = False,
) -> None:
    """Verify that a file's label is bound to its content: exit code 0 when it is, 1 when it is not."""
    from weir.core.secrets import Secrets
    from weir.core.signing import Signer
    from weir.core.signing import verify as verify_signature
    from weir.guard import verify_label

    config = load(home)
    key = public_key or Signer.open(config.home, Secrets.open(config.home)).public_key
    outcome = verify_label(file, lambda data, signature: verify_signature(key, data, signature))
    payload = {"valid": outcome.valid, "standing": outcome.standing}
    show(payload, as_json, lambda: say("genuine", "真实") if outcome.valid else outcome.standing)
    if not outcome.valid:
        raise typer.Exit(FAILED)
