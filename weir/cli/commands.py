"""The tree of commands, and the one place where their errors end."""

from __future__ import annotations

import os
import traceback
from typing import Annotated, Any

import typer

from weir import __version__
from weir.cli import (
    apps,
    archive,
    ask,
    audit,
    config,
    doctor,
    dumps,
    exam,
    graph,
    ground,
    guard,
    images,
    kb,
    keys,
    label,
    models,
    parse,
    principals,
    rag,
    receipt,
    retrieve,
    serve,
    snapshots,
    sources,
)
from weir.cli.frame import FAILED, INTERRUPTED, USED_WRONGLY, explain
from weir.cli.speech import chinese, language, say
from weir.core.errors import WeirError, error_kind

WRONG_USE = error_kind(
    "cli.wrong_use",
    400,
    en="{problem}",
    zh="{problem}",
    do_en="`{command} --help` shows how it is used.",
    do_zh="`{command} --help` 显示用法。",
)
FILE = error_kind(
    "cli.file",
    500,
    en="{path}: {reason}.",
    zh="{path}：{reason}。",
    do_en="Check the path, its permissions and the free space.",
    do_zh="请检查路径、权限和剩余空间。",
)
UNEXPECTED = error_kind(
    "cli.unexpected",
    500,
    en="Something went wrong inside Weir: {reason}.",
    zh="Weir 内部出错：{reason}。",
    do_en="Please report it with what WEIR_TRACEBACK=1 prints.",
    do_zh="请设置 WEIR_TRACEBACK=1 重试，并附上输出反馈问题。",
)
_USAGE_ERROR: Any = typer.BadParameter.__base__  # what the parser raises for every kind of wrong use

_HELP_OPTIONS = ["-h", "--help"]

tree = typer.Typer(
    name="weir",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": _HELP_OPTIONS},
    help=say(
        "Weir (堰): large-model applications that people may trust.",
        "Weir（堰）：让人可以信赖的大模型应用。",
    ),
)
tree.command("ask", help=chinese(ask.HELP))(ask.ask)
tree.command("parse", help=chinese(parse.HELP))(parse.parse)
tree.command("serve", help=chinese(serve.HELP))(serve.serve)
kb.app.add_typer(snapshots.app, name="snapshot")
kb.app.command("merge", help=chinese(snapshots.MERGE_HELP))(snapshots.merge)
kb.app.command("eval", help=chinese(exam.HELP))(exam.evaluate)
kb.app.command("images", help=chinese(images.HELP))(images.images)
kb.app.command("import", help=chinese(dumps.IMPORT_HELP))(dumps.import_)
kb.app.command("export", help=chinese(dumps.EXPORT_HELP))(dumps.export)
for _name, _group in (
    ("models", models.app),
    ("kb", kb.app),
    ("sources", sources.app),
    ("graph", graph.app),
    ("keys", keys.app),
    ("principals", principals.app),
    ("apps", apps.app),
    ("audit", audit.app),
    ("receipt", receipt.app),
    ("label", label.app),
    ("guard", guard.app),
    ("rag", rag.app),
    ("ground", ground.app),
    ("retrieve", retrieve.app),
    ("config", config.app),
):
    tree.add_typer(_group, name=_name)
tree.command("doctor", help=chinese(doctor.HELP))(doctor.doctor)
tree.command("export", help=chinese(archive.EXPORT_HELP))(archive.export)
tree.command("backup", help=chinese(archive.BACKUP_HELP))(archive.backup)
tree.command("restore", help=chinese(archive.RESTORE_HELP))(archive.restore)


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"weir {__version__}")
        raise typer.Exit


@tree.callback()
def _root(
    version: Annotated[
        bool,
        typer.Option(
            "--version", callback=_version, is_eager=True, help=say("Print the version.", "打印版本号。")
        ),
    ] = False,
) -> None:
    pass


def run(arguments: list[str]) -> int:
    """Run one command line; returns its exit code. With ``--json`` an error is a JSON object, too."""
    try:
        return _run(arguments)
    except (KeyboardInterrupt, typer.Abort):
        return INTERRUPTED
    except BrokenPipeError:
        return FAILED
    except Exception as problem:
        if isinstance(problem, _USAGE_ERROR) and not str(problem):
            return USED_WRONGLY  # a group without a verb: its help was printed
        if "WEIR_TRACEBACK" in os.environ:
            traceback.print_exc()
        return explain(_as_weir_error(problem), "--json" in arguments)


def _run(arguments: list[str]) -> int:
    command: Any = typer.main.get_command(tree)
    if language() == "zh":
        from weir.cli.chinese import tell_help

        tell_help(command, _HELP_OPTIONS)
    code = command.main(arguments, prog_name="weir", standalone_mode=False)
    return code if isinstance(code, int) else 0


def _as_weir_error(problem: Exception) -> WeirError:
    if isinstance(problem, WeirError):
        return problem
    if isinstance(problem, _USAGE_ERROR):
        return _wrong_use(problem)
    if isinstance(problem, OSError) and problem.strerror:
        return FILE(path=problem.filename or say("a file", "文件"), reason=problem.strerror)
    return UNEXPECTED(reason=f"{type(problem).__name__}: {problem}".rstrip(": "))


def _wrong_use(problem: Any) -> WeirError:
    text = problem.format_message()
    if language() == "zh":
        from weir.cli import chinese

        text = chinese.problem(text)
    context = getattr(problem, "ctx", None)
    return WRONG_USE(problem=text, command=context.command_path if context else "weir")
