"""What a file is, from its bytes. The name only decides between kinds of text that look alike."""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass

from weir.core.errors import WeirError
from weir.documents import kinds
from weir.documents.dbase import is_dbase
from weir.documents.encoding import Decoded, decode
from weir.documents.errors import BROKEN, EMPTY, ENCRYPTED, UNSUPPORTED
from weir.documents.kinds import Kind, kinds_named
from weir.documents.packed import is_tar, tar_inside
from weir.documents.sniff_text import text_kind
from weir.documents.unsupported import looks_like, zipped_looks_like

_OOXML_PARTS = {
    "word/document": kinds.DOCX,
    "ppt/presentation": kinds.PPTX,
    "xl/workbook.xml": kinds.XLSX,
    "xl/workbook.bin": kinds.XLSB,
    "visio/document": kinds.VISIO,
}
_MIMETYPES = {kind.media_type: kind for kind in (kinds.ODT, kinds.ODS, kinds.ODP, kinds.ODG, kinds.EPUB)}
_OLE_STREAMS = {
    "worddocument": kinds.DOC,
    "workbook": kinds.XLS,
    "book": kinds.XLS,
    "powerpoint document": kinds.PPT,
    "__properties_version1.0": kinds.MSG,
}
# (bytes at the start, the kind); longer marks first.
_MAGIC = (
    (b"\x89PNG\r\n\x1a\n", kinds.PNG),
    (b"\xff\xd8\xff", kinds.JPEG),
    (b"II*\0", kinds.TIFF),
    (b"MM\0*", kinds.TIFF),
    (b"GIF87a", kinds.GIF),
    (b"GIF89a", kinds.GIF),
    (b"\xfd7zXZ\0", kinds.XZ),
    (b"\x1f\x8b\x08", kinds.GZIP),
    (b"BZh", kinds.BZIP2),
)
_BMP_HEADERS = (b"\x0c", b"\x28", b"\x6c", b"\x7c")
_PACKED = (kinds.GZIP, kinds.BZIP2, kinds.XZ)
_LOSSY = "Some bytes fit no character of the encoding {}; they were replaced."


@dataclass(frozen=True, slots=True)
class Content:
    """What the bytes are. `decoded` is there for kinds of text only."""

    kind: Kind
    decoded: Decoded | None = None
    warnings: tuple[str, ...] = ()


def sniff(data: bytes, name: str) -> Content:
    """Recognise `data`; raises `document.empty`, `.encrypted`, `.broken` or `.unsupported`."""
    if not data.strip(b"\0 \t\r\n\xef\xbb\xbf\xff\xfe"):
        raise EMPTY(name=name)
    kind = _binary_kind(data, name)
    if kind:
        return Content(kind, warnings=_mislabelled(kind, name))
    decoded = decode(data)
    if decoded is None or looks_like(data):
        raise _unsupported(data, name)
    kind = text_kind(decoded.text, kinds_named(name))
    lossy = (_LOSSY.format(decoded.encoding),) if decoded.lossy else ()
    return Content(kind, decoded, _mislabelled(kind, name) + lossy)


def _binary_kind(data: bytes, name: str) -> Kind | None:
    if b"%PDF-" in data[:1024]:
        return kinds.PDF
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _zip_kind(data, name)
    if data.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        return _ole_kind(data, name)
    if data.lstrip().startswith(b"{\\rtf"):
        return kinds.RTF
    return _by_mark(data) or _by_structure(data)


def _by_mark(data: bytes) -> Kind | None:
    """Pictures and packed files, which begin with a mark of their own."""
    if data.startswith(b"RIFF") and data[8:12] == b"WEBP":
        return kinds.WEBP
    kind = next((kind for mark, kind in _MAGIC if data.startswith(mark)), None)
    if kind in _PACKED and tar_inside(data, kind.name):
        return kinds.TAR
    return kind


def _by_structure(data: bytes) -> Kind | None:
    """Kinds whose mark is too short to be trusted alone: what must follow it is looked at, too."""
    if is_tar(data):
        return kinds.TAR
    if data.startswith(b"BM") and data[6:10] == bytes(4) and data[14:15] in _BMP_HEADERS:
        return kinds.BMP
    return kinds.DBF if is_dbase(data) else None


def _mislabelled(kind: Kind, name: str) -> tuple[str, ...]:
    claimed = kinds_named(name)
    if not claimed or kind in claimed or (kind is kinds.TEXT and all(one.text for one in claimed)):
        return ()
    return (
        f"The name says {claimed[0].title}, but the content is {kind.title}; it was read as {kind.title}.",
    )


def _zip_kind(data: bytes, name: str) -> Kind:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = [info.filename for info in archive.infolist()]
            if any(info.flag_bits & 1 for info in archive.infolist()):
                raise ENCRYPTED(name=name)
            mimetype = (
                archive.read("mimetype")[:200].decode("ascii", "replace").strip()
                if "mimetype" in members
                else ""
            )
    except WeirError:
        raise
    except Exception as error:  # zipfile raises many kinds on damaged archives
        claimed = kinds_named(name)
        raise BROKEN(name=name, kind=claimed[0].title if claimed else "ZIP", reason=_short(error)) from error
    known = _MIMETYPES.get(mimetype.removesuffix("-template")) or _kind_by_members(members)
    if known is None and (other := zipped_looks_like([member.lower() for member in members])):
        raise UNSUPPORTED(name=name, looks_like=other[0], looks_like_zh=other[1])
    return known or kinds.ZIP


def _kind_by_members(members: list[str]) -> Kind | None:
    lowered = [member.lower().lstrip("/").replace("\\", "/") for member in members]
    for prefix, kind in _OOXML_PARTS.items():
        if any(member.startswith(prefix) for member in lowered):
            return kind
    if "ofd.xml" in lowered:
        return kinds.OFD
    return kinds.EPUB if "meta-inf/container.xml" in lowered else None


def _ole_kind(data: bytes, name: str) -> Kind:
    import olefile  # type: ignore[import-untyped]

    try:
        with olefile.OleFileIO(io.BytesIO(data)) as container:
            streams = {entry[0].lower() for entry in container.listdir()}
    except Exception as error:  # olefile raises OSError, IndexError, struct.error … on damaged files
        claimed = kinds_named(name)
        raise BROKEN(name=name, kind=claimed[0].title if claimed else "OLE", reason=_short(error)) from error
    if "encryptedpackage" in streams:
        raise ENCRYPTED(name=name)
    for stream, kind in _OLE_STREAMS.items():
        if stream in streams:
            return kind
    raise _unsupported(data, name)


def _unsupported(data: bytes, name: str) -> WeirError:
    english, chinese = looks_like(data) or ("a kind of file that Weir does not know", "未知类型的文件")
    return UNSUPPORTED(name=name, looks_like=english, looks_like_zh=chinese)


def _short(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"[:200].rstrip(". \n")
