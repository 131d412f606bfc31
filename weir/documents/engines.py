"""From bytes to a draft: recognise, refuse what is dangerous, and try the parsers for the kind in turn.

A parser that raises, or whose draft does not pass the quality gate, gives way to the next one. Files inside a
file (members of an archive, attachments) take the same way, under the limits of the file that holds them.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from weir.core.errors import WeirError
from weir.documents import kinds
from weir.documents.containers import Expansion, check_container, check_xml, too_deep
from weir.documents.errors import BROKEN
from weir.documents.limits import Limits
from weir.documents.parsers import Draft, EngineFailed, Parser, Source, parsers_for
from weir.documents.quality import fault_of, worth
from weir.documents.sniff import Content, sniff
from weir.documents.structure import arranged

Announce = Callable[[str, bool], None]
"""Called with the name of the parser that begins, and whether another one could follow it."""

_HTML_START = re.compile(r"<(html|head|body)\b", re.I)


@dataclass(frozen=True, slots=True)
class Run:
    """What holds for one file and all files inside it. `excluded` are parsers that broke a worker on it."""

    limits: Limits
    deadline: float
    excluded: frozenset[str]
    announce: Announce
    expansion: Expansion = field(default_factory=Expansion)

    def draft(self, data: bytes, name: str, path: str = "", depth: int = 1) -> tuple[Draft, Source]:
        """The first good draft of `data`, with the source that it was made from.

        `path` is where the file lies inside the one that was given, empty for that one itself. Raises a
        `document.*` error.
        """
        content = sniff(data, name)
        _refuse_hostile(data, name, content, self.limits)
        source = Source(
            data,
            name,
            content.kind,
            self.limits,
            text=content.decoded.text if content.decoded else "",
            encoding=content.decoded.encoding if content.decoded else "",
            deadline=self.deadline,
            expansion=self.expansion,
            read_inner=lambda inner, inside: self._inner(
                inner, f"{path}/{inside}" if path else inside, depth + 1
            ),
            begin=lambda engine: self._begin(engine, path, True),
        )
        draft, parser = self._first_good(source, path)
        draft.warnings[:0] = content.warnings
        draft.metadata.setdefault("parser", parser)
        return draft, source

    def _inner(self, data: bytes, path: str, depth: int) -> Draft:
        """The draft of a file inside, arranged as a whole document is."""
        if depth > self.limits.max_depth:
            raise too_deep(path)
        draft, source = self.draft(data, path.rsplit("/", 1)[-1], path, depth)
        elements = arranged(draft.elements, source.kind, draft.pages).elements
        # Pages and boxes belong to the file inside; in the file that was given they would mislead.
        draft.elements = [replace(element, page=None, box=None) for element in elements]
        return draft

    def _begin(self, engine: str, path: str, more: bool) -> bool:
        """Announce an engine, unless it broke a worker before. A file without another parser is left out."""
        label = f"{engine}:{path}" if path else engine
        if label in self.excluded:
            return False
        self.announce(label, more or bool(path))
        return True

    def _first_good(self, source: Source, path: str) -> tuple[Draft, str]:
        """The draft of the first parser whose draft has no fault; else the best one, with a warning."""
        candidates = parsers_for(source.kind)
        tries = _Tries(source)
        for position, parser in enumerate(candidates):
            if not self._begin(parser.name, path, position + 1 < len(candidates)):
                tries.notes.append(f"The parser {parser.name} failed on this file; another one was used.")
            elif tries.good(parser):
                break
        return tries.result()


class _Tries:
    """What the parsers of one file made of it so far."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.notes: list[str] = []
        self.reason = "no parser is left for it"
        self.best: tuple[Draft, str, str] | None = None
        self.error: WeirError | None = None

    def good(self, parser: Parser) -> bool:
        """Try a parser; whether its draft can stand."""
        try:
            draft = parser.parse(self.source)
        except WeirError as error:
            self.error = self.error or error
            return self.best is None  # it is the file that is at fault, as far as this parser can tell
        except (MemoryError, KeyboardInterrupt, SystemExit):
            raise
        except EngineFailed as error:
            self.reason = str(error)
            return False
        except BaseException as error:  # a panic of a Rust engine is no Exception
            self.reason = f"{type(error).__name__}: {error}"[:200].rstrip(". \n")
            self.notes.append(
                f"The parser {parser.name} failed on this file ({self.reason}); another one was used."
            )
            return False
        return self._keep(draft, parser.name)

    def _keep(self, draft: Draft, name: str) -> bool:
        fault = fault_of(draft.elements)
        if self.best is None or worth(draft.elements) > worth(self.best[0].elements):
            if self.best and self.best[2]:
                self.notes.append(f"What {self.best[1]} read was not good ({self.best[2]}); {name} was used.")
            self.best = (draft, name, fault)
        return not fault

    def result(self) -> tuple[Draft, str]:
        """The best draft with its parser; raises what the parsers raised when there is none."""
        if self.best is None:
            raise self.error or BROKEN(name=self.source.name, kind=self.source.kind.title, reason=self.reason)
        draft, name, fault = self.best
        draft.warnings[:0] = self.notes
        if fault and draft.elements:
            draft.warnings.append(f"The text may not be what the file says: {fault}.")
        return draft, name


def _refuse_hostile(data: bytes, name: str, content: Content, limits: Limits) -> None:
    if data.startswith(b"PK"):
        check_container(data, name, content.kind, limits)
    elif content.decoded and content.kind in kinds.MARKUP:
        check_xml(content.decoded.text.encode("utf-8", "replace"), name)
    elif content.decoded and content.kind is kinds.HTML:
        # Only before the page begins: further on, the words may be part of a text about XML.
        prolog = _HTML_START.split(content.decoded.text, maxsplit=1)[0]
        check_xml(prolog.encode("utf-8", "replace"), name)
