"""An app to publish."""

from __future__ import annotations

from typing import Any

from weir.apps import App, Text


def made(name: str = "leave", **changes: Any) -> App:
    title = Text(zh="休假助手", en="Leave")
    return App(name=name, title=title, description=title, **changes)
