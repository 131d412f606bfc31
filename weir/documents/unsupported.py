"""Names for files that Weir cannot read, so that a refusal says what the file is."""

from __future__ import annotations

_IMAGE = ("a picture ({})", "图片（{}）")
_AUDIO = ("sound or video ({})", "音视频（{}）")
_ARCHIVE = ("an archive ({})", "压缩包（{}）")
_PROGRAM = ("a program ({})", "程序（{}）")
_DOCUMENT = ("a document ({})", "文档（{}）")
_DATA = ("data ({})", "数据文件（{}）")

# (bytes, where they stand, what it is, its name)
_MAGIC: tuple[tuple[bytes, int, tuple[str, str], str], ...] = (
    (b"ftypheic", 4, _IMAGE, "HEIC"),
    (b"ftypavif", 4, _IMAGE, "AVIF"),
    (b"8BPS", 0, _IMAGE, "Photoshop"),
    (b"ftyp", 4, _AUDIO, "MP4"),
    (b"ID3", 0, _AUDIO, "MP3"),
    (b"\xff\xfb", 0, _AUDIO, "MP3"),
    (b"RIFF", 0, _AUDIO, "RIFF"),
    (b"OggS", 0, _AUDIO, "Ogg"),
    (b"fLaC", 0, _AUDIO, "FLAC"),
    (b"\x1aE\xdf\xa3", 0, _AUDIO, "Matroska"),
    (b"Rar!\x1a\x07", 0, _ARCHIVE, "RAR"),
    (b"7z\xbc\xaf\x27\x1c", 0, _ARCHIVE, "7z"),
    (b"\x28\xb5\x2f\xfd", 0, _ARCHIVE, "Zstandard"),
    (b"PK", 0, _ARCHIVE, "ZIP"),
    (b"\x7fELF", 0, _PROGRAM, "ELF"),
    (b"MZ", 0, _PROGRAM, "Windows"),
    (b"\xca\xfe\xba\xbe", 0, _PROGRAM, "Java"),
    (b"\0asm", 0, _PROGRAM, "WebAssembly"),
    (b"SQLite format 3\0", 0, _DATA, "SQLite"),
    (b"PAR1", 0, _DATA, "Parquet"),
    (b"GGUF", 0, _DATA, "GGUF"),
    (b"\xd0\xcf\x11\xe0", 0, _DATA, "OLE"),
    (b"CAJ", 0, _DOCUMENT, "CAJ"),
    (b"AT&TFORM", 0, _DOCUMENT, "DjVu"),
    (b"\xffWPC", 0, _DOCUMENT, "WordPerfect"),
    (b"%!PS", 0, _DATA, "PostScript"),
)

# (how the name of a member of the zip begins, the name of the kind)
_ZIPPED = (("index/document.iwa", "iWork"), ("index.zip", "iWork"), ("fixeddocseq.fdseq", "XPS"))


def zipped_looks_like(members: list[str]) -> tuple[str, str] | None:
    """What a zip container of these members (lower case) is, where it is no archive of files."""
    for start, name in _ZIPPED:
        if any(member.startswith(start) for member in members):
            return _DOCUMENT[0].format(name), _DOCUMENT[1].format(name)
    return None


def looks_like(data: bytes) -> tuple[str, str] | None:
    """What the bytes look like, in English and Chinese; None when nothing is known about them.

    A mark of two or three letters (`BM`, `MZ` …) may begin a text too, so it counts only before binary data.
    """
    for magic, offset, (english, chinese), name in _MAGIC:
        if data[offset : offset + len(magic)] == magic and (len(magic) > 3 or _binary(data)):
            return english.format(name), chinese.format(name)
    return None


def _binary(data: bytes) -> bool:
    head = data[:1024]
    return b"\0" in head or sum(byte < 9 for byte in head) > len(head) // 50
