"""`weir config`: every setting, its value and where it came from."""

from __future__ import annotations

import typer

from weir.cli.frame import Home, Json, load, say, show, table

app = typer.Typer(
    no_args_is_help=True, help=say("Show the settings and where they come from.", "查看设置及其来源。")
)


@app.command("show")
def show_(home: Home = None, as_json: Json = False) -> None:
    """Show every setting with its present value."""
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
