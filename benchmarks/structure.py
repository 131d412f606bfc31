"""How well headings are found where styles are missing, and what that costs: `make bench-structure`.

Texts whose headings are known (Weir's manual in both languages, as books and as single pages, an article of
eLife, and a Word file with real styles among the samples) are written without styles (`unstyled`) as docx,
odt, pdf, rtf and txt: with larger letters, in bold, numbered in four ways, or several of these. Printed are
precision and recall of the headings, and how many of those found have the right level; beside them, with
`--peers` and without the books, what docling-rs and docvortex find. The cost is the share of processor time
that the steps of structure take of reading the samples. Ends with a line of JSON.
"""

from __future__ import annotations

import json
import re
import statistics
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.documents import DATA, Reader, samples
from benchmarks.processes import ROOT
from benchmarks.unstyled import NUMBERINGS, WRITERS, Block, book, markdown_blocks, numbered, without_styles
from weir.documents import Element, ElementKind, Limits, Parsers
from weir.documents.cleaning import clean_elements
from weir.documents.engines import Run
from weir.documents.structure import arranged, facts
from weir.documents.structure.words import words

PEERS = ("docling-rs", "docvortex")
LOOKS = {"sizes": (True, False), "bold": (False, True), "sizes+bold": (True, True), "plain": (False, False)}
Headings = list[tuple[int, str]]


@dataclass(frozen=True)
class Case:
    """A file without styles and its headings."""

    name: str
    kind: str
    look: str
    numbering: str
    data: bytes
    headings: Headings


def texts() -> Iterator[tuple[str, list[Block]]]:
    """The texts by name, with their real headings."""
    for language, title in (("en", "The Weir Manual"), ("zh", "堰使用手册")):
        pages = sorted((ROOT / "docs" / language).glob("*.md"))
        yield f"{language}/book", book(pages, title)
        for page in pages[1::6]:
            yield f"{language}/{page.stem}", list(markdown_blocks(page.read_text("utf-8")))
    article = DATA / "jats" / "elife-56337.nxml.expected.md"
    if article.exists():
        yield "en/article", list(markdown_blocks(article.read_text("utf-8")))


def cases() -> Iterator[Case]:
    for name, blocks in texts():
        chinese = name.startswith("zh")
        for numbering in ("none", *(("章节", "一（一）", "1.1") if chinese else ("Chapter", "1.1"))):
            written = blocks if numbering == "none" else numbered(blocks, NUMBERINGS[numbering])
            headings = [(block.level, block.text) for block in written if block.level]
            for kind, write in WRITERS.items():
                for look, (sizes, bold) in LOOKS.items():
                    if _shows(kind, look, numbering, chinese):
                        data = write(written, sizes, bold)
                        yield Case(f"{name}.{kind}", kind, look, numbering, data, headings)
    yield from stripped()


def _shows(kind: str, look: str, numbering: str, chinese: bool) -> bool:
    """Whether anything is left to tell a heading by, in a way that the kind of file can have."""
    if kind == "txt" or (kind == "pdf" and chinese and look == "bold"):
        return look == "plain" and numbering != "none"
    return look != "plain" or numbering != "none"


def stripped() -> Iterator[Case]:
    """Real Word files, their heading styles taken away; the truth is what the styles said."""
    with Parsers(workers=1) as parsers:
        for path in sorted((DATA / "docx").glob("*.docx")):
            document = parsers.parse(path, path.name)
            headings = [(e.level or 1, e.text) for e in document.elements if e.kind is ElementKind.HEADING]
            data = without_styles(path.read_bytes())
            if headings and data and path.stem == "docx_lists":
                yield Case(path.name, "real docx", "as it was", "none", data, headings)


@dataclass
class Tally:
    """Headings found, right and wrong."""

    right: int = 0
    found: int = 0
    wanted: int = 0
    level: int = 0

    def add(self, wanted: Headings, found: Headings) -> None:
        self.wanted += len(wanted)
        self.found += len(found)
        levels: dict[str, list[int]] = defaultdict(list)
        for level, text in found:
            levels[_letters(text)].append(level)
        pairs = [(level, levels[_letters(text)].pop(0)) for level, text in wanted if levels[_letters(text)]]
        self.right += len(pairs)
        one, other = _ranks([pair[0] for pair in pairs]), _ranks([pair[1] for pair in pairs])
        self.level += sum(one[a] == other[b] for a, b in pairs)

    def figures(self) -> dict[str, float]:
        precision, recall = self.right / max(self.found, 1), self.right / max(self.wanted, 1)
        f1 = 2 * precision * recall / max(precision + recall, 1e-9)
        return {
            "precision": round(precision, 3),
            "recall": round(recall, 3),
            "f1": round(f1, 3),
            "level": round(self.level / max(self.right, 1), 3),
        }


def _ranks(levels: Sequence[int]) -> dict[int, int]:
    """Levels without gaps: where the title was not found, the chapters are the first level."""
    return {level: rank for rank, level in enumerate(sorted(set(levels)))}


def _letters(text: str) -> str:
    return "".join(re.findall(r"[^\W_]+", text.casefold()))


def markdown_headings(markdown: str) -> Headings:
    found = re.findall(r"^(#{1,6}) (.+)$", markdown, re.M)
    return [(len(marks), re.sub(r"[*_`\\]", "", text)) for marks, text in found]


def cost() -> dict[str, float]:
    """The share of processor time that structure takes of reading the samples: median, highest, of all."""
    times = []
    list(words("词典"))  # loads the dictionary
    for path in samples(("docx", "odf", "pdf", "doc", "html", "epub", "ofd", "jats", "pptx")):
        run = Run(Limits(), time.monotonic() + 60, frozenset(), lambda *_: None)
        data = path.read_bytes()
        run.draft(data, path.name)  # starts the engine
        started = time.process_time()
        draft, source = run.draft(data, path.name)
        list(clean_elements(draft.elements))
        read = time.process_time()
        found = arranged(draft.elements, source.kind, draft.pages).elements
        facts(found, draft.metadata, draft.title, "und")
        arranging = time.process_time() - read - _cleaning(draft.elements)
        times.append((max(arranging, 0.0), read - started))
    shares = [steps / max(steps + reading, 1e-9) for steps, reading in times]
    whole = sum(steps for steps, _ in times) / max(sum(map(sum, times)), 1e-9)
    return {
        "median": round(statistics.median(shares), 3),
        "highest": round(max(shares), 3),
        "of_all": round(whole, 4),
    }


def _cleaning(elements: Sequence[Element]) -> float:
    started = time.process_time()
    list(clean_elements(elements))
    return time.process_time() - started


def main() -> None:
    tallies: dict[tuple[str, str], Tally] = defaultdict(Tally)
    wrong: Counter[str] = Counter()
    readers = [Reader(peer, sys.executable) for peer in PEERS if "--peers" in sys.argv]
    with Parsers(workers=1) as parsers, tempfile.TemporaryDirectory() as folder:
        for number, case in enumerate(cases()):
            document = parsers.parse(case.data, case.name)
            found = [(e.level or 1, e.text) for e in document.elements if e.kind is ElementKind.HEADING]
            wanted = case.headings
            groups = (case.kind, case.look, case.numbering, "all")
            for group in groups:
                tallies["weir", group].add(wanted, found)
            _note(wrong, case, wanted, found)
            path = Path(folder) / f"{number}.{case.name.rsplit('.', 1)[-1]}"
            path.write_bytes(case.data)
            for reader in readers if "book" not in case.name else ():
                answer = reader.read(path, 1)
                for group in groups if "error" not in answer else ():
                    tallies[reader.engine, group].add(wanted, markdown_headings(answer["markdown"]))
    for reader in readers:
        reader.close()
    for (engine, group), tally in sorted(tallies.items(), key=lambda item: (item[0][1], item[0][0])):
        print(f"  {group:<12} {engine:<11} {tally.figures()}", file=sys.stderr)
    if "--wrong" in sys.argv:
        print(*wrong.most_common(80), sep="\n", file=sys.stderr)
    result = {f"{engine} {group}": tally.figures() for (engine, group), tally in tallies.items()}
    print(json.dumps({"headings": result, "cost": cost()}, ensure_ascii=False))


def _note(wrong: Counter[str], case: Case, wanted: Headings, found: Headings) -> None:
    """Remember what was missed and what was too much."""
    here, there = {_letters(text) for _, text in found}, {_letters(text) for _, text in wanted}
    label = f"{case.kind} {case.look} {case.numbering}"
    wrong.update(f"missed {label}: {text[:50]}" for _, text in wanted if _letters(text) not in here)
    wrong.update(f"false {label}: {text[:50]}" for _, text in found if _letters(text) not in there)


if __name__ == "__main__":
    main()
