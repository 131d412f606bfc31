"""Keep a knowledge base in step with files and folders on this machine: what `weir ask --docs` stands on."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from weir.core.errors import WeirError, error_kind
from weir.knowledge.files import sha256_of
from weir.knowledge.ingest import Ingest
from weir.knowledge.records import ABSENT_PATH, StoredDocument

UNREADABLE = error_kind(
    "knowledge.path_unreadable",
    403,
    en="{path} cannot be read: {reason}.",
    zh="无法读取 {path}：{reason}。",
    do_en="Give this account permission to read it.",
    do_zh="请授予当前账户读取权限。",
)
TOO_LARGE = error_kind(
    "knowledge.path_too_large",
    413,
    en="{path} is {size} bytes; the limit is {limit}.",
    zh="{path} 有 {size} 字节，上限为 {limit} 字节。",
    do_en="Split the file or raise documents.max_bytes.",
    do_zh="请拆分文件，或调高 documents.max_bytes。",
)


@dataclass(frozen=True, slots=True)
class FolderReport:
    """What a look at the paths found and did. Names are file names."""

    added: tuple[StoredDocument, ...]
    unchanged: tuple[StoredDocument, ...]
    removed: tuple[StoredDocument, ...]
    """Documents whose files are no longer under the paths."""
    failed: tuple[tuple[str, WeirError], ...]
    """Each file that is not in the base, and why."""


def files_under(paths: Sequence[Path]) -> Iterator[Path]:
    """The files that the paths name or contain, in order, once each; hidden ones only where they are named.

    ``knowledge.path_absent`` for a path that is not there. Links inside folders are followed to files, never
    to folders.
    """
    seen: set[Path] = set()
    for path in paths:
        if not path.exists():
            raise ABSENT_PATH(path=str(path))
        for file in sorted(_walk(path)) if path.is_dir() else [path]:
            if (real := file.resolve()) not in seen:
                seen.add(real)
                yield file


def follow(
    ingest: Ingest,
    base_id: str,
    paths: Sequence[Path],
    present: Sequence[StoredDocument],
    remove: Callable[[str], None] | None,
    told: Callable[[int, int, str], None] = lambda done, total, name: None,
    template: str | None = None,
) -> FolderReport:
    """Take in the files that `present` lacks; `remove`, if given, the documents no longer there. Blocks.

    A file is known by its content: one that was only moved or copied costs a hash. A file that failed before
    is not tried again until it changes. With a `template`, what is there but cut another way is cut again.
    """
    found, failed = _digested(paths, ingest.parsers.limits.max_bytes)
    known = {
        document.sha256: document
        for document in present
        if document.finished and template in (None, document.template)
    }
    gone = [document for document in present if document.sha256 not in found] if remove else []
    for document in gone:
        if remove:
            remove(document.id)
    fresh = [file for digest, file in found.items() if digest not in known]
    finished = _take_in(ingest, base_id, fresh, failed, told, template)
    old = [known[digest] for digest in found if digest in known]
    failed += [(document.name, document.error) for document in finished + old if document.error]
    return FolderReport(
        added=tuple(document for document in finished if document.status == "ready"),
        unchanged=tuple(document for document in old if document.status == "ready"),
        removed=tuple(gone),
        failed=tuple(failed),
    )


def _digested(paths: Sequence[Path], limit: int) -> tuple[dict[str, Path], list[tuple[str, WeirError]]]:
    """The files by their content, and those that cannot be read."""
    found: dict[str, Path] = {}
    failed: list[tuple[str, WeirError]] = []
    for file in files_under(paths):
        try:
            found.setdefault(_digest(file, limit), file)
        except WeirError as error:
            failed.append((file.name, error))
    return found, failed


def _take_in(
    ingest: Ingest,
    base_id: str,
    files: Sequence[Path],
    failed: list[tuple[str, WeirError]],
    told: Callable[[int, int, str], None],
    template: str | None,
) -> list[StoredDocument]:
    """The documents made of the files; a few are read at a time, so memory does not grow with the folder."""
    result: list[StoredDocument] = []
    for at in range(0, len(files), ingest.workers):
        group = files[at : at + ingest.workers]
        told(at, len(files), group[0].name)
        ids = []
        for file in group:
            try:
                ids.append(ingest.add(base_id, file.name, file.read_bytes(), template).id)
            except OSError as error:  # it went, or was locked, since it was hashed
                failed.append((file.name, _unreadable(file, error)))
        ingest.take_all_in(ids)
        result += [ingest.document(id) for id in ids]
    told(len(files), len(files), "")
    return result


def _walk(folder: Path) -> Iterator[Path]:
    for root, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if not name.startswith(".")]
        files = (Path(root, name) for name in names if not name.startswith("."))
        yield from (file for file in files if file.is_file())


def _digest(file: Path, limit: int) -> str:
    try:
        size = file.stat().st_size
        if size > limit:
            raise TOO_LARGE(path=file.name, size=size, limit=limit)
        return sha256_of(file)
    except OSError as error:
        raise _unreadable(file, error) from None


def _unreadable(file: Path, error: OSError) -> WeirError:
    return UNREADABLE(path=file.name, reason=error.strerror or type(error).__name__)
