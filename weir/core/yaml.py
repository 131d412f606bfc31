"""YAML as people write it: a key that stands twice is a mistake, not the last of the two."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any

import yaml
from yaml import MappingNode, SafeLoader, ScalarNode, YAMLError
from yaml.constructor import ConstructorError

MOST_ALIASES = 100
"""A file may point back at itself this often; a few lines of pointers to pointers would fill any memory."""

__all__ = ["MOST_ALIASES", "YAMLError", "load_yaml"]


class _Strict(SafeLoader):
    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.aliases = 0

    def compose_node(self, parent: Any, index: Any) -> Any:
        if self.check_event(yaml.AliasEvent):
            self.aliases += 1
            if self.aliases > MOST_ALIASES:
                raise ConstructorError(None, None, f"more than {MOST_ALIASES} aliases", self.get_mark())
        return super().compose_node(parent, index)

    def construct_mapping(self, node: MappingNode, deep: bool = False) -> dict[Hashable, Any]:
        seen = set()
        for key, _ in node.value:
            if isinstance(key, ScalarNode):
                if (key.tag, key.value) in seen:
                    raise ConstructorError(None, None, f"the key {key.value!r} stands twice", key.start_mark)
                seen.add((key.tag, key.value))
        return super().construct_mapping(node, deep)


def load_yaml(text: str) -> Any:
    """What a YAML text holds, of plain types alone.

    `YAMLError` names the line of what is wrong: the syntax, a key that stands twice, too many aliases.
    """
    loader = _Strict(text)
    try:
        return loader.get_single_data()
    finally:
        loader.dispose()
