"""A folder on this machine."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from weir.knowledge.folder import files_under
from weir.knowledge.sources.contract import GONE, TOO_LARGE, UNREACHABLE, Content, Item
from weir.knowledge.sources.patterns import wanted
from weir.knowledge.sources.spec import FolderSpec


class Folder:
    """The files below a folder; a file is known by its path below it, its size and its time."""

    def __init__(self, spec: FolderSpec, max_bytes: int) -> None:
        self.spec = spec
        self.max_bytes = max_bytes

    def items(self) -> Iterator[Item]:
        root = self.spec.path
        if not root.is_dir():
            raise UNREACHABLE(name=str(root), reason="there is no such folder")
        for file in files_under([root]):
            key = file.relative_to(root).as_posix()
            if wanted(key, self.spec.include, self.spec.exclude) and (item := _item(file, key)):
                yield item

    def read(self, item: Item, known: str) -> Content | None:
        if item.version == known:
            return None
        file = self.spec.path / item.key
        try:
            if file.stat().st_size > self.max_bytes:
                raise TOO_LARGE(name=item.key, limit=self.max_bytes)
            return Content(file.read_bytes(), item.version, item.modified_at)
        except OSError as error:
            raise GONE(name=item.key, reason=error.strerror or type(error).__name__) from None

    def close(self) -> None:
        """Nothing is held."""


def _item(file: Path, key: str) -> Item | None:
    try:
        state = file.stat()
    except OSError:  # it went while we looked
        return None
    version = f"{state.st_size}:{state.st_mtime_ns}"
    return Item(key, file.name, version, state.st_mtime_ns // 1_000_000)
