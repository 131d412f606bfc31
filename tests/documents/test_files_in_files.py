"""Archives and attachments: every member is read, one that cannot be is named, the whole stays bounded."""

from __future__ import annotations

import gzip
import io
import lzma
import tarfile
import zipfile

import handbooks
import office_files
import packed_files
import pytest

from weir.core.errors import WeirError
from weir.documents import Document, ElementKind, Limits, Parsers


def headings(document: Document) -> list[str]:
    return [e.text for e in document.elements if e.kind is ElementKind.HEADING and e.level == 1]


@pytest.mark.parametrize("name", ["a.zip", "a.tar", "a.tgz", "a.tbz2", "a.txz"])
def test_each_member_stands_under_its_path(parsers: Parsers, name: str) -> None:
    packing = {"tar": "", "tgz": "gz", "tbz2": "bz2", "txz": "xz"}.get(name.split(".")[1])
    data = packed_files.zip_archive() if packing is None else packed_files.tar(packing)
    document = parsers.parse(data, name)

    assert headings(document) == list(packed_files.MEMBERS)
    assert document.metadata["members"] == list(packed_files.MEMBERS)
    assert document.title == "a"
    cells = [cell.text for element in document.elements for cell in element.cells]
    assert "Li Lei" in cells
    section = next(e for e in document.elements if e.text == handbooks.HANDBOOK[0][1])
    assert section.headings[0] == "rules/handbook.md"
    assert handbooks.HANDBOOK[0][0] in section.headings


def test_a_member_that_cannot_be_read_is_named_and_the_rest_is_read(parsers: Parsers) -> None:
    data = handbooks.zipped(
        {
            "good.md": "# 好的\n\n正文在这里。",
            "program.exe": b"MZ" + bytes(200),
            "broken.docx": handbooks.docx()[:900],
            "locked.pdf": handbooks.locked_pdf(),
            "laughs.xml": '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>',
            "last.txt": "the last one",
        }
    )
    document = parsers.parse(data, "mixed.zip")

    assert headings(document) == ["good.md", "last.txt"]
    for name, reason in (
        ("program.exe", "a program"),
        ("broken.docx", "cannot be read"),
        ("locked.pdf", "password"),
        ("laughs.xml", "dangerous"),
    ):
        assert any(w.startswith(f"{name} was not read") and reason in w for w in document.warnings)


def test_an_archive_in_an_archive_is_read_with_its_whole_path(parsers: Parsers) -> None:
    inner = handbooks.zipped({"b/notes.md": "# 深处\n\n埋在里面的文字。"})
    document = parsers.parse(handbooks.zipped({"outer/inner.zip": inner}), "a.zip")

    element = next(e for e in document.elements if e.text == "埋在里面的文字。")
    assert element.headings == ("outer/inner.zip", "b/notes.md", "深处")


def test_archives_nested_too_deep_are_refused(parsers: Parsers) -> None:
    data = b"the core"
    for _ in range(5):
        data = gzip.compress(data)
    document_or_error = refusal_or_warning(parsers, data, "a.gz")

    assert "archives within archives" in document_or_error


def refusal_or_warning(parsers: Parsers, data: bytes, name: str, limits: Limits | None = None) -> str:
    try:
        return " ".join(parsers.parse(data, name, limits).warnings)
    except WeirError as error:
        return error.text("en")


@pytest.mark.parametrize("pack", [gzip.compress, lzma.compress], ids=["gzip", "xz"])
def test_a_packed_bomb_is_refused(parsers: Parsers, pack: object) -> None:
    data = pack(bytes(300 << 20))  # type: ignore[operator]
    with pytest.raises(WeirError) as caught:
        parsers.parse(data, "zeros.txt.gz")

    assert caught.value.code == "document.hostile"


def test_bombs_in_many_members_count_together(parsers: Parsers) -> None:
    member = gzip.compress(bytes(20 << 20))
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as archive:
        for number in range(20):
            info = tarfile.TarInfo(f"{number}.gz")
            info.size = len(member)
            archive.addfile(info, io.BytesIO(member))
    with pytest.raises(WeirError) as caught:
        parsers.parse(buffer.getvalue(), "many.tar", Limits(max_expanded_bytes=100 << 20))

    assert caught.value.code == "document.hostile"


def test_too_many_members_are_refused(parsers: Parsers) -> None:
    data = handbooks.zipped({f"{number}.txt": "x" for number in range(60)})
    with pytest.raises(WeirError) as caught:
        parsers.parse(data, "many.zip", Limits(max_members=50))

    assert caught.value.code == "document.hostile"


@pytest.mark.parametrize("share", [0.3, 0.6, 0.9])
def test_half_an_archive_gives_what_it_still_holds_or_says_that_it_is_broken(
    parsers: Parsers, share: float
) -> None:
    for name, data in (
        ("a.zip", packed_files.zip_archive()),
        ("a.tar", packed_files.tar()),
        ("a.tgz", packed_files.tar("gz")),
    ):
        told = outcome(parsers, data[: int(len(data) * share)], name)
        assert told in ("document.broken", "document.no_text", "a warning", "everything")


def outcome(parsers: Parsers, data: bytes, name: str) -> str:
    try:
        document = parsers.parse(data, name)
    except WeirError as error:
        return error.code
    if document.warnings:
        return "a warning"
    return "everything" if document.metadata["members"] == list(packed_files.MEMBERS) else "a silent loss"


def test_links_and_devices_in_a_tar_are_not_followed(parsers: Parsers) -> None:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as archive:
        for name, kind in (("link", tarfile.SYMTYPE), ("hard", tarfile.LNKTYPE), ("device", tarfile.CHRTYPE)):
            info = tarfile.TarInfo(name)
            info.type, info.linkname = kind, "/etc/passwd"
            archive.addfile(info)
        info = tarfile.TarInfo("../../notes.txt")
        info.size = 5
        archive.addfile(info, io.BytesIO(b"notes"))
    document = parsers.parse(buffer.getvalue(), "a.tar")

    assert "root:" not in document.text
    assert document.metadata["members"] == ["../../notes.txt"]


def test_a_chinese_name_in_gb18030_is_read(parsers: Parsers) -> None:
    buffer = io.BytesIO()
    name = "数据安全管理制度.txt"
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("x" * len(name.encode("gb18030")), "内容在此。")
    data = buffer.getvalue().replace(b"x" * len(name.encode("gb18030")), name.encode("gb18030"))

    assert headings(parsers.parse(data, "a.zip")) == [name]


def test_attachments_of_a_message_are_read(parsers: Parsers) -> None:
    from email.message import EmailMessage

    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "a@example.com", "b@example.com", "Rules"
    message.set_content("See the file.")
    message.add_attachment(
        handbooks.docx(), maintype="application", subtype="octet-stream", filename="手册.docx"
    )
    message.add_attachment(
        b"MZ" + bytes(99), maintype="application", subtype="octet-stream", filename="a.exe"
    )
    for name, data in (
        ("a.eml", message.as_bytes()),
        ("a.msg", office_files.msg({"手册.docx": handbooks.docx(), "a.exe": b"MZ" + bytes(99)})),
    ):
        document = parsers.parse(data, name)
        inside = [e.text for e in document.elements if "手册.docx" in e.headings]
        assert handbooks.HANDBOOK[0][1] in inside
        assert document.metadata["attachments"] == ["手册.docx", "a.exe"]
        assert any("a.exe was not read" in warning for warning in document.warnings)


@pytest.mark.slow
def test_a_member_that_hangs_its_parser_costs_only_itself(plugin: None) -> None:
    """`rogue` is a parser of plain text that hangs on order; the archive goes on without that member."""
    data = handbooks.zipped({"first.md": "# 第一", "evil.txt": "rogue-hang\n\nwords", "last.md": "# 最后"})
    with Parsers(workers=1, limits=Limits(timeout_s=8)) as parsers:
        document = parsers.parse(data, "a.zip")

    assert "第一" in document.text
    assert "最后" in document.text
