"""The tree of commands, and the one place where their errors end."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from weir import __version__
from weir.cli import (
    apps,
    archive,
    ask,
    audit,
    config,
    doctor,
    guard,
    kb,
    keys,
    label,
    models,
    rag,
    receipt,
    serve,
)
from weir.cli.frame import FAILED, explain, say
from weir.core.errors import WeirError

tree = typer.Typer(
    name="weir",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    help=say(
        "Weir (堰): large-model applications that people may trust.",
        "Weir（堰）：让人可以信赖的大模型应用。",
    ),
)
tree.command("ask")(ask.ask)
tree.command("serve")(serve.serve)
tree.add_typer(models.app, name="models")
tree.add_typer(kb.app, name="kb")
tree.add_typer(keys.app, name="keys")
tree.add_typer(apps.app, name="apps")
tree.add_typer(audit.app, name="audit")
tree.add_typer(receipt.app, name="receipt")
tree.add_typer(label.app, name="label")
tree.add_typer(guard.app, name="guard")
tree.add_typer(rag.app, name="rag")
tree.add_typer(config.app, name="config")
tree.command("doctor")(doctor.doctor)
tree.command("export")(archive.export)
tree.command("backup")(archive.backup)
tree.command("restore")(archive.restore)


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"weir {__version__}")
        raise typer.Exit


@tree.callback()
def _root(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    pass


def run(arguments: list[str]) -> int:
    """Run one command line; returns its exit code."""
    try:
        tree(arguments)
    except WeirError as error:
        return explain(error)
    except SystemExit as leave:
        return leave.code if isinstance(leave.code, int) else FAILED
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        sys.stderr.close()
        return FAILED
    return 0
