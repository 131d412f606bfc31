"""The language that a command speaks."""

from __future__ import annotations

import os

from weir.core.errors import Language


def language() -> Language:
    """The language of the terminal, unless WEIR_LANGUAGE names one."""
    for name in ("WEIR_LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"):
        if named := os.environ.get(name):
            return "zh" if named.lower().startswith("zh") else "en"
    return "en"


def say(en: str, zh: str) -> str:
    """The text in the terminal's language."""
    return zh if language() == "zh" else en


def chinese(text: str) -> str | None:
    """The help text of a command in Chinese; None in English, where its docstring is the help."""
    return text if language() == "zh" else None
