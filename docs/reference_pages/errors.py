"""Every error: its code, its status, what it says and what to do."""

from __future__ import annotations

import importlib
import pkgutil
from itertools import groupby

import weir
from docs.reference_pages.markdown import code, head, page_of, table
from weir.core.errors import CATALOGUE, ErrorKind

_LEAD = """\
Codes are stable: programs may depend on them, and texts may change. Over HTTP an error is `{"error":
{"message", "type", "param", "code", "remedy"}}` with the status given here, in the language that
`Accept-Language` asks for. On the command line it is two lines on standard error, the second with the
remedy and the code in brackets. Words in braces are filled in.
"""
_COLUMNS = ("Code", "Status", "English", "What to do", "中文", "处理办法")
_RUN_ELSEWHERE = ("weir.core.store.migrations", "weir.documents.worker", "weir.__main__")


def page() -> str:
    import_all_rooms()
    kinds = sorted(CATALOGUE.values(), key=lambda kind: kind.code)
    sections = [_section(room, list(group)) for room, group in groupby(kinds, _room)]
    return page_of(head("Errors", _LEAD), *sections)


def import_all_rooms() -> None:
    """Import every module, so that every kind of error is declared."""
    for module in pkgutil.walk_packages(weir.__path__, "weir."):
        if not module.name.startswith(_RUN_ELSEWHERE):
            importlib.import_module(module.name)


def _room(kind: ErrorKind) -> str:
    return kind.code.partition(".")[0]


def _section(room: str, kinds: list[ErrorKind]) -> str:
    rows = [(code(k.code), k.status, k.en, k.do_en, k.zh, k.do_zh) for k in kinds]
    return page_of(f"## {room}", table(_COLUMNS, rows))
