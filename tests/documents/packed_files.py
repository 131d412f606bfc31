"""Archives and packed files that hold the handbook, in the forms in which people send them."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import tarfile

import handbooks

MEMBERS: dict[str, bytes] = {
    "rules/handbook.md": handbooks.markdown().encode(),
    "rules/staff.csv": handbooks.csv().encode(),
    "Handbook 手册.docx": handbooks.docx(),
}


def zip_archive() -> bytes:
    return handbooks.zipped(dict(MEMBERS))


def tar(packing: str = "") -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode=f"w:{packing}") as archive:
        for name, data in MEMBERS.items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return buffer.getvalue()


def packed(packing: str) -> bytes:
    """One text file, packed."""
    data = handbooks.text().encode()
    return {"gz": gzip.compress, "bz2": bz2.compress, "xz": lzma.compress}[packing](data)
