"""How the paragraphs of Word and OpenDocument texts look: size, bold, centred. docling does not tell.

Read only for files that mark no headings. The files were searched for entities before (`containers`).
"""

from __future__ import annotations

import io
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from xml.etree import ElementTree

from weir.documents import kinds
from weir.documents.elements import Element, Look
from weir.documents.kinds import Kind

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
_FO = "{urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0}"
_USUAL_SIZE = 10.5
_OFF = ("0", "false", "none", "off")
Node = ElementTree.Element


@dataclass(frozen=True, slots=True)
class Style:
    """What a style or a run states; None: nothing, so that what it builds on counts."""

    size: float | None = None
    strong: bool | None = None
    centred: bool | None = None

    def over(self, base: Style) -> Style:
        """This style where it states something, else the base."""
        return Style(
            base.size if self.size is None else self.size,
            base.strong if self.strong is None else self.strong,
            base.centred if self.centred is None else self.centred,
        )


Run = tuple[str, Style]


def with_looks(elements: Sequence[Element], data: bytes, kind: Kind) -> list[Element]:
    """The elements with the look of the paragraphs that hold the same letters."""
    read = _READERS.get(kind)
    try:
        looks = dict(read(zipfile.ZipFile(io.BytesIO(data)))) if read else {}
    except (KeyError, ValueError, zipfile.BadZipFile, ElementTree.ParseError, NotImplementedError):
        return list(elements)  # what cannot be read so shows no look; the text is there already
    return [
        replace(element, look=look) if (look := looks.get(_letters(element.text))) else element
        for element in elements
    ]


def _letters(text: str) -> str:
    return "".join(text.removeprefix("- ").split())


def _look(runs: Sequence[Run]) -> Look:
    sizes: Counter[float] = Counter()
    for text, style in runs:
        sizes[style.size or _USUAL_SIZE] += len(text)
    strong = all(style.strong for text, style in runs if text.strip())
    return Look(sizes.most_common(1)[0][0], strong, centred=bool(runs[0][1].centred))


def _docx(archive: zipfile.ZipFile) -> Iterator[tuple[str, Look]]:
    styles = _docx_styles(ElementTree.fromstring(archive.read("word/styles.xml")))  # noqa: S314
    for paragraph in ElementTree.fromstring(archive.read("word/document.xml")).iter(f"{_W}p"):  # noqa: S314
        properties = paragraph.find(f"{_W}pPr")
        name = _value(properties, "pStyle") or ""
        base = _docx_style(properties).over(styles.get(name, Style())).over(styles[""])
        runs = [
            (text, _docx_style(run.find(f"{_W}rPr")).over(base))
            for run in paragraph.iter(f"{_W}r")
            if (text := "".join(part.text or "" for part in run.iter(f"{_W}t")))
        ]
        if letters := _letters("".join(text for text, _ in runs)):
            yield letters, _look(runs)


def _docx_styles(root: Node) -> dict[str, Style]:
    """Styles by id; the one without an id is that of a paragraph which names none."""
    default = _docx_style(root.find(f"{_W}docDefaults/{_W}rPrDefault/{_W}rPr"))
    stated: dict[str, tuple[Style, str]] = {}
    usual = ""
    for style in root.iter(f"{_W}style"):
        name = style.get(f"{_W}styleId", "")
        own = _docx_style(style.find(f"{_W}rPr")).over(_docx_style(style.find(f"{_W}pPr")))
        stated[name] = own, _value(style, "basedOn") or ""
        if style.get(f"{_W}default") == "1" and style.get(f"{_W}type") == "paragraph":
            usual = name
    return _resolved(stated, default, usual)


def _docx_style(properties: Node | None) -> Style:
    if properties is None:
        return Style()
    size, bold, align = (_value(properties, tag) for tag in ("sz", "b", "jc"))
    centred = None if align is None else align == "center"
    return Style(float(size) / 2 if size else None, None if bold is None else bold not in _OFF, centred)


def _value(node: Node | None, tag: str) -> str | None:
    """The value of a property: empty when it only stands there (``<w:b/>``), None when it does not."""
    child = None if node is None else node.find(f"{_W}{tag}")
    return None if child is None else child.get(f"{_W}val", "")


def _odt(archive: zipfile.ZipFile) -> Iterator[tuple[str, Look]]:
    content = ElementTree.fromstring(archive.read("content.xml"))  # noqa: S314
    styles = _odt_styles(ElementTree.fromstring(archive.read("styles.xml")), content)  # noqa: S314
    for paragraph in content.iter(f"{_TEXT}p"):
        base = styles.get(paragraph.get(f"{_TEXT}style-name", ""), Style()).over(styles[""])
        runs = list(_odt_runs(paragraph, base, styles))
        if letters := _letters("".join(text for text, _ in runs)):
            yield letters, _look(runs)


def _odt_runs(node: Node, style: Style, styles: Mapping[str, Style]) -> Iterator[Run]:
    if node.text:
        yield node.text, style
    for child in node:
        own = styles.get(child.get(f"{_TEXT}style-name", "")) if child.tag == f"{_TEXT}span" else None
        yield from _odt_runs(child, own.over(style) if own else style, styles)
        if child.tail:
            yield child.tail, style


def _odt_styles(*roots: Node) -> dict[str, Style]:
    stated: dict[str, tuple[Style, str]] = {}
    default = Style()
    for root in roots:
        for node in root.iter(f"{_STYLE}default-style"):
            if node.get(f"{_STYLE}family") == "paragraph":
                default = _odt_style(node)
        for node in root.iter(f"{_STYLE}style"):
            parent = node.get(f"{_STYLE}parent-style-name", "")
            stated[node.get(f"{_STYLE}name", "")] = _odt_style(node), parent
    return _resolved(stated, default, "")


def _odt_style(node: Node) -> Style:
    text, paragraph = node.find(f"{_STYLE}text-properties"), node.find(f"{_STYLE}paragraph-properties")
    size = text.get(f"{_FO}font-size", "") if text is not None else ""
    weight = text.get(f"{_FO}font-weight") if text is not None else None
    align = paragraph.get(f"{_FO}text-align") if paragraph is not None else None
    return Style(
        float(size.removesuffix("pt")) if size.endswith("pt") else None,
        None if weight is None else weight == "bold",
        None if align is None else align == "center",
    )


def _resolved(stated: Mapping[str, tuple[Style, str]], default: Style, usual: str) -> dict[str, Style]:
    """Each style with what it builds on; the one without a name is what holds where none states anything."""

    def whole(name: str, depth: int = 0) -> Style:
        if name not in stated or depth > 20:
            return Style()
        own, parent = stated[name]
        return own.over(whole(parent, depth + 1))

    return {name: whole(name) for name in stated} | {"": whole(usual).over(default)}


_READERS: dict[Kind, Callable[[zipfile.ZipFile], Iterator[tuple[str, Look]]]] = {
    kinds.DOCX: _docx,
    kinds.ODT: _odt,
}
