"""Why a chunk was found, for people."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from weir.cli.speech import say

_BY = {
    "text": ("words", "词"),
    "meaning": ("meaning", "语义"),
    "synonyms": ("other names", "别名"),
    "part": ("a part of the question", "子问题"),
    "graph": ("the graph", "图谱"),
    "first look": ("the first look", "首轮检索"),
    "second look": ("the second look", "二轮检索"),
    "around": ("what stands around it", "上下文"),
}


def reasons(items: Sequence[Mapping[str, Any]]) -> str:
    """Each chunk with the ways it was found, the words it matched and the features that moved it."""
    return "\n\n".join(_one(item) for item in items)


def _one(item: Mapping[str, Any]) -> str:
    why = item["why"]
    page = f", {say('page', '第')} {item['page']}{say('', ' 页')}" if item["page"] else ""
    lines = [f"{why['rank']}. {item['document']}{page}  ({item['score']})", f"   {_short(item['text'])}"]
    lines += [f"   {say('found by', '来源')} {_way(by, seen)}" for by, seen in why["found"].items()]
    if why["matched"]:
        lines.append(f"   {say('matched', '命中')} {' '.join(why['matched'])}")
    if why["features"]:
        shown = ", ".join(f"{name} {_figure(value)}" for name, value in why["features"].items())
        lines.append(f"   {say('features', '特征')} {shown}")
    return "\n".join(lines)


def _way(by: str, seen: Mapping[str, Any]) -> str:
    figures = ", ".join(
        f"{name} {_figure(value)}" for name, value in seen.items() if not isinstance(value, dict)
    )
    name = say(*_BY[by]) if by in _BY else by
    return f"{name}: {figures}" if figures else name


def _figure(value: Any) -> str:
    return f"{value:.3g}" if isinstance(value, float) else str(value)


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= 100 else line[:99] + "…"
