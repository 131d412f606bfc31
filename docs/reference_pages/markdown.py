"""The little Markdown that generated pages need."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

_NOTICE = "<!-- Written by `make docs` from the code. Change the code, not this page. -->"


def head(title: str, lead: str) -> str:
    """The title of a generated page, where it comes from, and what it is."""
    return f"# {title}\n\n{_NOTICE}\n\n{lead}\n"


def table(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """A table; a bar or a line break inside a cell is written so that it stays inside."""
    lines = [_row(columns), "|" + " --- |" * len(columns)]
    return "\n".join([*lines, *(_row(row) for row in rows)]) + "\n"


def code(text: object) -> str:
    """Inline code; nothing for nothing."""
    return f"`{text}`" if text not in (None, "") else ""


def page_of(*parts: str) -> str:
    """Parts of a page with one blank line between them."""
    return "\n".join(part.rstrip("\n") + "\n" for part in parts)


def _row(cells: Sequence[object]) -> str:
    return "| " + " | ".join(_cell(cell) for cell in cells) + " |"


def _cell(value: object) -> str:
    text = "" if value is None else str(value)
    return " ".join(text.replace("|", "\\|").split())
