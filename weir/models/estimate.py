"""How many tokens a text is likely to be, for endpoints that do not say."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any


def estimate_tokens(text: str) -> int:
    """About 4 bytes of UTF-8 a token: a Chinese character is 3 bytes and about 0.7 tokens, an English word 5
    letters and about 1.3."""
    return -(-len(text.encode("utf-8", "replace")) // 4)


def estimate_prompt(messages: Iterable[dict[str, Any]]) -> int:
    """The texts of the messages, and 4 tokens a message for the template around them."""
    return sum(4 + estimate_tokens(_text(message.get("content"))) for message in messages)


def _text(content: Any) -> str:
    if isinstance(content, list):
        return " ".join(str(part.get("text", "")) for part in content if isinstance(part, dict))
    return content if isinstance(content, str) else ""
