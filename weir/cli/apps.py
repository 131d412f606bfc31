"""`weir apps`: assistants as files: list, publish, export, roll back."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from weir.cli.frame import Home, Json, house, say, show, table

app = typer.Typer(
    no_args_is_help=True,
    help=say("Assistants: list, publish, export, roll back.", "应用：列出、发布、导出、回滚。"),
)


@app.command("list")
def list_(home: Home = None, as_json: Json = False) -> None:
    """List the published assistants."""
    with house(home) as gateway:
        rows = [
            {
                "name": r.app.name,
                "version": r.version,
                "model": r.app.model,
                "title": r.app.title.en,
                "digest": r.app.digest,
            }
            for r in gateway.apps.active()
        ]
    show({"items": rows}, as_json, lambda: table(rows, ["name", "version", "model", "title"]))


@app.command()
def publish(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="The assistant's YAML file.")],
    home: Home = None,
    as_json: Json = False,
) -> None:
    """Publish an assistant from its file; the same content again changes nothing."""
    from weir.apps import from_file

    with house(home) as gateway:
        release = gateway.publish(from_file(file), gateway.operator)
    payload = {"name": release.app.name, "version": release.version, "digest": release.app.digest}
    show(payload, as_json, lambda: f"{release.app.name} {release.version}")


@app.command()
def export(
    name: Annotated[str, typer.Argument(help="Name of the assistant.")],
    version: Annotated[int | None, typer.Option(help="A former version; the active one without it.")] = None,
    home: Home = None,
) -> None:
    """Print an assistant's YAML file."""
    from weir.apps import UNKNOWN, to_yaml

    with house(home) as gateway:
        for release in gateway.apps.history(name):
            if release.version == version or (version is None and release.active):
                sys.stdout.write(to_yaml(release.app))
                return
    raise UNKNOWN(name=f"{name} version {version}")


@app.command()
def rollback(
    name: Annotated[str, typer.Argument(help="Name of the assistant.")],
    version: Annotated[int, typer.Argument(help="The version to go back to.")],
    home: Home = None,
    as_json: Json = False,
) -> None:
    """Make a former version the active one."""
    with house(home) as gateway:
        release = gateway.roll_back(name, version, gateway.operator)
    show({"name": name, "version": release.version}, as_json, lambda: f"{name} {release.version}")


@app.command()
def schema() -> None:
    """Print the JSON Schema of an assistant's file."""
    from weir.apps import App

    show(App.model_json_schema(), True, str)
