"""`weir config`: every setting and its value."""

from __future__ import annotations

import typer

from weir.cli.frame import Home, Json, load, show
from weir.cli.speech import chinese, say
from weir.cli.tables import table

app = typer.Typer(no_args_is_help=True, help=say("Show the settings.", "查看设置。"))


@app.command("show", help=chinese("列出每项设置及其当前值。"))
def show_(home: Home = None, as_json: Json = False) -> None:
    """Show every setting with its present value and the environment variable that sets it."""
    from weir.core.config import config_keys

    config = load(home).model_dump(mode="json")
    rows = [
        {"key": key.name, "value": _value(config, key.name), "environment": key.env} for key in config_keys()
    ]
    show({"items": rows}, as_json, lambda: table(rows, ["key", "value", "environment"]))


def _value(config: object, name: str) -> object:
    for part in name.split("."):
        config = config.get(part) if isinstance(config, dict) else None
    return config
