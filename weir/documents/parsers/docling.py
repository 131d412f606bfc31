"""Office, web, book and mail formats by docling-rs: most complete on lists, merged cells, charts, comments.

Only the compiled module is loaded: the package around it imports pandas, which costs 0.3 s and 60 MB and only
wraps the same result. It never fetches pictures (`image_sources="none"`).
"""

from __future__ import annotations

import importlib.util
import re
import sys
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

import orjson

from weir.core.errors import WeirError
from weir.documents import kinds
from weir.documents.elements import ElementKind
from weir.documents.errors import ENCRYPTED
from weir.documents.kinds import Kind
from weir.documents.parsers.contract import Draft, EngineFailed, Source
from weir.documents.parsers.docling_tree import Tree
from weir.documents.parsers.office_looks import with_looks
from weir.documents.structure.web_head import web_facts

_FORMATS: dict[Kind, str] = {
    kinds.DOCX: "docx",
    kinds.PPTX: "pptx",
    kinds.XLSX: "xlsx",
    kinds.DOC: "doc",
    kinds.XLS: "xls",
    kinds.PPT: "ppt",
    kinds.ODT: "odt",
    kinds.ODS: "ods",
    kinds.ODP: "odp",
    kinds.RTF: "rtf",
    kinds.EPUB: "epub",
    kinds.HTML: "html",
    kinds.MHTML: "mhtml",
    kinds.EML: "email",
    kinds.JATS: "xml_jats",
    kinds.USPTO: "xml_uspto",
    kinds.VTT: "vtt",
    kinds.ASCIIDOC: "asciidoc",
    kinds.VISIO: "visio",
    kinds.MSG: "email",
    kinds.FODT: "odt",
    kinds.FODS: "ods",
    kinds.FODP: "odp",
    kinds.ABIWORD: "abiword",
    kinds.FEED: "feed",
    kinds.NOTEBOOK: "ipynb",
    kinds.LATEX: "latex",
    kinds.SYLK: "sylk",
    kinds.DIF: "dif",
}
_METADATA = ("created", "modified", "description", "keywords", "language", "publisher", "rights", "subject")
_DECLARED = re.compile(r"\A\ufeff?\s*<\?xml[^>]*\?>")
_UNTOUCHED = (kinds.MHTML, kinds.EML)
"""Text formats whose parts have encodings of their own, stated inside."""


class Docling:
    name = "docling"
    kinds = tuple(_FORMATS)
    rank = 20

    def load(self) -> None:
        _converter()

    def parse(self, source: Source) -> Draft:
        result = _convert(source)
        tree = Tree(
            orjson.loads(result.document_json),
            marked=source.kind in (kinds.RTF, kinds.DOC),
            web=source.kind in (kinds.HTML, kinds.MHTML),
        )
        elements = list(tree.elements())
        if not any(element.kind is ElementKind.HEADING for element in elements):
            elements = with_looks(elements, source.data, source.kind)
        metadata = orjson.loads(result.metadata_json) if result.metadata_json else {}
        draft = Draft(elements, pages=tree.pages, title=metadata.get("title") or tree.title)
        draft.metadata = {key: metadata[key] for key in _METADATA if metadata.get(key)}
        if metadata.get("authors"):
            draft.metadata["author"] = ", ".join(metadata["authors"])
        if source.kind is kinds.HTML:
            draft.metadata.update(web_facts(source.text))
        draft.warnings = [str(error)[:300] for error in result.errors]
        return draft


def _convert(source: Source) -> Any:
    data = source.data
    if source.kind.text and source.kind not in _UNTOUCHED:
        # The mark at the start wins over any charset that the page itself states; XML must not contradict it.
        text = _DECLARED.sub("", source.text) if source.kind in kinds.MARKUP else source.text
        data = b"\xef\xbb\xbf" + text.encode("utf-8", "replace")
    native = engine()
    try:
        return _converter().convert_bytes(source.name, data, format=_FORMATS[source.kind])
    except native.EncryptionError as error:
        raise ENCRYPTED(name=source.name) from error
    except native.ConversionError as error:
        raise _failure(source, str(error)) from error


def _failure(source: Source, reason: str) -> WeirError | EngineFailed:
    if "password" in reason.lower() or "encrypted" in reason.lower():
        return ENCRYPTED(name=source.name)
    return EngineFailed(reason[:200].rstrip(". \n"))


@cache
def engine() -> ModuleType:
    """The compiled module of docling-rs; raises EngineFailed where it is not installed."""
    package = importlib.util.find_spec("docling_rs")
    if package is None or package.origin is None:
        raise EngineFailed("docling-rs is not installed")
    library = next(Path(package.origin).parent.glob("_native.*"))
    spec = importlib.util.spec_from_file_location("docling_rs._native", library)
    if spec is None or spec.loader is None:
        raise EngineFailed("docling-rs cannot be loaded")
    module = importlib.util.module_from_spec(spec)
    sys.modules.setdefault(spec.name, module)
    spec.loader.exec_module(module)
    return module


@cache
def _converter() -> Any:
    return engine().DocumentConverter(image_sources="none", metadata="json")
