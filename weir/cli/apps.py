"""`weir apps`: assistants as files: list, publish, export, roll back."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from weir.cli.frame import Home, Json, house, show
from weir.cli.speech import chinese, say
from weir.cli.tables import table

app = typer.Typer(
    no_args_is_help=True,
    help=say("Assistants: list, publish, export, roll back.", "应用：列出、发布、导出、回滚。"),
)

Name = Annotated[str, typer.Argument(help=say("Name of the assistant.", "应用名称。"))]


@app.command("list", help=chinese("列出已发布的应用。"))
def list_(home: Home = None, as_json: Json = False) -> None:
    """List the published assistants."""
    with house(home) as gateway:
        rows = [
            {
                "name": r.app.name,
                "version": r.version,
                "model": r.app.model,
                "title": say(r.app.title.en, r.app.title.zh),
                "digest": r.app.digest,
            }
            for r in gateway.apps.active()
        ]
    show({"items": rows}, as_json, lambda: table(rows, ["name", "version", "model", "title"]))


@app.command(help=chinese("按文件发布应用；内容未变则不产生新版本。"))
def publish(
    file: Annotated[
        Path,
        typer.Argument(
            exists=True, dir_okay=False, help=say("The assistant's YAML file.", "应用的 YAML 文件。")
        ),
    ],
    home: Home = None,
    as_json: Json = False,
) -> None:
    """Publish an assistant from its file; the same content again changes nothing."""
    from weir.apps import from_file

    with house(home) as gateway:
        release = gateway.publish(from_file(file), gateway.operator)
    payload = {"name": release.app.name, "version": release.version, "digest": release.app.digest}
    show(payload, as_json, lambda: f"{release.app.name} {release.version}")


@app.command(help=chinese("打印应用的 YAML 文件。"))
def export(
    name: Name,
    version: Annotated[
        int | None,
        typer.Option(
            help=say("A former version; the active one without it.", "历史版本；不写则为当前版本。")
        ),
    ] = None,
    home: Home = None,
) -> None:
    """Print an assistant's YAML file."""
    from weir.apps import UNKNOWN, to_yaml

    with house(home) as gateway:
        for release in gateway.apps.history(name):
            if release.version == version or (version is None and release.active):
                sys.stdout.write(to_yaml(release.app))
                return
    raise UNKNOWN(name=name if version is None else f"{name} {version}")


@app.command(help=chinese("将历史版本设为当前版本。"))
def rollback(
    name: Name,
    version: Annotated[int, typer.Argument(help=say("The version to go back to.", "要回到的版本。"))],
    home: Home = None,
    as_json: Json = False,
) -> None:
    """Make a former version the active one."""
    with house(home) as gateway:
        release = gateway.roll_back(name, version, gateway.operator)
    show({"name": name, "version": release.version}, as_json, lambda: f"{name} {release.version}")


@app.command(help=chinese("打印应用文件的 JSON Schema。"))
def schema() -> None:
    """Print the JSON Schema of an assistant's file."""
    from weir.apps import App

    show(App.model_json_schema(), True, str)
