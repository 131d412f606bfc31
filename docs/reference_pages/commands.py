"""Every command with its arguments and options, walked from the tree that parses them."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any

import typer

from docs.reference_pages.markdown import code, head, page_of, table

_LEAD = """\
Exit codes: 0 done, 1 failed (or the answer is "no": a chain that is broken, a receipt that is not
genuine), 2 wrong use, 3 not found, 4 not allowed, 130 interrupted. With `--json` standard output holds
one JSON object and nothing else; messages for people go to standard error. The language of messages
follows `WEIR_LANGUAGE`, `LC_ALL` or `LANG`.
"""
_COLUMNS = ("Argument or option", "Takes", "Default", "Meaning")


def page() -> str:
    commands = [_command(path, command) for path, command in walk()]
    return page_of(head("Commands", _LEAD), *commands)


def walk() -> Iterator[tuple[str, Any]]:
    """Every command of the tree with its full name, groups left out."""
    os.environ["WEIR_LANGUAGE"] = "en"  # help texts are chosen when the commands are imported
    from weir.cli.commands import tree

    yield from _walk("weir", typer.main.get_command(tree))


def _walk(path: str, command: Any) -> Iterator[tuple[str, Any]]:
    children = getattr(command, "commands", None)
    if children is None:
        yield path, command
        return
    for name, child in children.items():
        yield from _walk(f"{path} {name}", child)


def _command(path: str, command: Any) -> str:
    rows = [_parameter(each) for each in command.params if each.name != "help"]
    text = " ".join((command.help or "").split())
    return page_of(f"## {path}", text, table(_COLUMNS, rows) if rows else "No arguments.")


def _parameter(each: Any) -> tuple[str, str, str, str]:
    option = each.param_type_name == "option"
    name = (
        ", ".join(code(word) for word in each.opts) if option else code(str(each.human_readable_name).upper())
    )
    return name, _takes(each, option), _default(each, option), str(getattr(each, "help", None) or "")


def _takes(each: Any, option: bool) -> str:
    if option and each.is_flag:
        return "nothing"
    choices = getattr(each.type, "choices", None)
    kind = " or ".join(str(getattr(choice, "value", choice)) for choice in choices or (each.type.name,))
    return f"{kind}, repeatable" if each.multiple or each.nargs == -1 else kind


def _default(each: Any, option: bool) -> str:
    if each.required:
        return "required"
    if (option and each.is_flag) or each.default in (None, "", (), []):
        return ""
    return code(each.default)
