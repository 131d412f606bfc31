"""Where each kind of file carries the label: front matter, a meta element, a key, a file beside it.

A carrier splits a file into its label and its content, and puts both together again. The content (what the
binding covers) is the file without the label, so labelling twice changes nothing and relabelling replaces.
"""

from __future__ import annotations

import html
import re
from collections.abc import Mapping
from typing import Protocol

import orjson
import yaml

from weir.guard.label.label import KEY


class Carrier(Protocol):
    """One way of carrying a label inside a file."""

    def write(self, data: bytes, fields: Mapping[str, str]) -> bytes:
        """The file with the label; an earlier label is replaced."""

    def read(self, data: bytes) -> Mapping[str, object] | None:
        """The label's fields; None when there is no label. Raises ValueError when it cannot be read."""

    def content(self, data: bytes) -> bytes:
        """The file without its label."""


def _json(fields: Mapping[str, str]) -> str:
    return orjson.dumps(fields).decode()


def _fields(value: object) -> Mapping[str, object]:
    found = orjson.loads(value) if isinstance(value, str) else value
    if not isinstance(found, Mapping):
        raise ValueError("the AIGC label is not an object")
    inner = found.get(KEY, found)
    if not isinstance(inner, Mapping):
        raise ValueError("the AIGC label is not an object")
    return inner


class FrontMatter:
    """Markdown: one line ``AIGC: {…}`` in the YAML front matter."""

    _BLOCK = re.compile(r"\A---[ \t]*\r?\n(.*?)^---[ \t]*(?:\r?\n|\Z)", re.DOTALL | re.MULTILINE)
    _ENTRY = re.compile(r"^AIGC:[^\n]*\n(?:[ \t]+[^\n]*\n)*", re.MULTILINE)

    def write(self, data: bytes, fields: Mapping[str, str]) -> bytes:
        text = self.content(data).decode("utf-8")
        entry = f"{KEY}: {_json(fields)}\n"
        block = self._BLOCK.match(text)
        if block is None:
            return f"---\n{entry}---\n{text}".encode()
        return f"---\n{entry}{block.group(1)}---\n{text[block.end() :]}".encode()

    def read(self, data: bytes) -> Mapping[str, object] | None:
        block = self._BLOCK.match(data.decode("utf-8"))
        entry = self._ENTRY.search(block.group(1)) if block else None
        if entry is None:
            return None
        try:
            return _fields(yaml.safe_load(entry.group())[KEY])
        except yaml.YAMLError as error:
            raise ValueError("the front matter is not YAML") from error

    def content(self, data: bytes) -> bytes:
        text = data.decode("utf-8")
        block = self._BLOCK.match(text)
        if block is None or not self._ENTRY.search(block.group(1)):
            return data
        rest = self._ENTRY.sub("", block.group(1))
        return (f"---\n{rest}---\n" if rest.strip() else "").encode() + text[block.end() :].encode()


class MetaElement:
    """HTML: ``<meta name="AIGC" content="{…}">`` at the beginning of the head."""

    _META = re.compile(r"<meta\s+name=[\"']AIGC[\"']\s+content=\"([^\"]*)\"\s*/?>\n?", re.IGNORECASE)
    _META_SINGLE = re.compile(r"<meta\s+name=[\"']AIGC[\"']\s+content='([^']*)'\s*/?>\n?", re.IGNORECASE)
    _HEAD = re.compile(r"<head(?:\s[^>]*)?>\n?", re.IGNORECASE)
    _DOCTYPE = re.compile(r"\A\s*(?:<!doctype[^>]*>\s*)?(?:<html(?:\s[^>]*)?>\n?)?", re.IGNORECASE)

    def write(self, data: bytes, fields: Mapping[str, str]) -> bytes:
        text = self.content(data).decode("utf-8")
        meta = f'<meta name="{KEY}" content="{html.escape(_json(fields))}">\n'
        place = self._HEAD.search(text) or self._DOCTYPE.match(text)
        at = place.end() if place else 0
        return (text[:at] + meta + text[at:]).encode()

    def read(self, data: bytes) -> Mapping[str, object] | None:
        text = data.decode("utf-8")
        meta = self._META.search(text) or self._META_SINGLE.search(text)
        return None if meta is None else _fields(html.unescape(meta.group(1)))

    def content(self, data: bytes) -> bytes:
        return self._META_SINGLE.sub("", self._META.sub("", data.decode("utf-8"))).encode()


class JsonKey:
    """JSON: the key ``AIGC`` of the outermost object; the content is the object without it, keys sorted."""

    def write(self, data: bytes, fields: Mapping[str, str]) -> bytes:
        found = self._object(data)
        found.pop(KEY, None)
        return orjson.dumps({KEY: dict(fields), **found}, option=orjson.OPT_INDENT_2) + b"\n"

    def read(self, data: bytes) -> Mapping[str, object] | None:
        found = self._object(data)
        return _fields(found[KEY]) if KEY in found else None

    def content(self, data: bytes) -> bytes:
        found = {key: value for key, value in self._object(data).items() if key != KEY}
        return orjson.dumps(found, option=orjson.OPT_SORT_KEYS)

    @staticmethod
    def _object(data: bytes) -> dict[str, object]:
        found = orjson.loads(data)
        if not isinstance(found, dict):
            raise ValueError("only a JSON object can carry a label")
        return found


INSIDE: dict[str, Carrier] = {
    ".md": FrontMatter(),
    ".markdown": FrontMatter(),
    ".html": MetaElement(),
    ".htm": MetaElement(),
    ".json": JsonKey(),
}
"""Carriers inside the file, by its ending; everything else gets a file beside it."""
