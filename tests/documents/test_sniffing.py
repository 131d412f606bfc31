"""The bytes say what a file is; a name only decides between texts that look alike."""

import handbooks
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from weir.core.errors import WeirError
from weir.documents.encoding import decode
from weir.documents.sniff import sniff

LONG_CHINESE = (
    "根据国家有关规定，我们对这个问题进行了研究，现将主要情况说明如下：一是加强管理，二是提高服务质量。"
)
TRADITIONAL = "我們對這個問題進行了研究，說明如下：一是加強管理，二是提高服務質量。這是為了讓大家都能夠瞭解。"


@pytest.mark.parametrize("name", [*handbooks.EVERY_KIND, *handbooks.EVERY_TABLE])
def test_a_kind_is_known_without_its_name(name: str) -> None:
    make = handbooks.EVERY_TABLE.get(name) or handbooks.EVERY_KIND[name]
    data = make()

    assert sniff(data, "").kind is sniff(data, name).kind
    assert sniff(data, name).warnings == ()


@pytest.mark.parametrize(
    ("data", "name", "kind"),
    [
        (handbooks.docx(), "report.pdf", "docx"),
        (handbooks.pdf(), "report.docx", "pdf"),
        (handbooks.csv().encode(), "report.xlsx", "csv"),
        (handbooks.html(), "old.xls", "html"),
        (handbooks.html(), "page.txt", "html"),
        (handbooks.xlsx(), "notes.txt", "xlsx"),
    ],
)
def test_a_file_that_lies_about_its_type_is_read_as_what_it_is(data: bytes, name: str, kind: str) -> None:
    content = sniff(data, name)

    assert content.kind.name == kind
    assert "The name says" in content.warnings[0]


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "gb18030", "gbk"]
)
def test_simplified_chinese_is_read_in_every_encoding(encoding: str) -> None:
    decoded = decode(LONG_CHINESE.encode(encoding))

    assert decoded is not None
    assert decoded.text.lstrip("\ufeff") == LONG_CHINESE


@pytest.mark.parametrize("text", ["数据安全管理办法", "公司简介", "第一章 总则\n第二条 本办法适用于本公司。"])
def test_a_few_words_of_gb18030_are_enough(text: str) -> None:
    decoded = decode(text.encode("gb18030"))

    assert decoded is not None
    assert decoded.text == text


def test_traditional_chinese_in_big5_is_not_taken_for_gb18030() -> None:
    decoded = decode(TRADITIONAL.encode("big5hkscs", errors="ignore"))

    assert decoded is not None
    assert decoded.encoding == "big5hkscs"
    assert "我們對這個問題" in decoded.text


def test_the_quotation_marks_of_old_windows_files_are_no_chinese() -> None:
    text = "It’s the company’s policy — “as is” — to answer within three days. The customer’s letter is kept."
    decoded = decode(text.encode("cp1252"))

    assert decoded is not None
    assert decoded.text == text


def test_a_few_broken_bytes_do_not_lose_the_text() -> None:
    data = bytearray((LONG_CHINESE * 5).encode())
    data[100] = 0xFF
    content = sniff(bytes(data), "a.txt")

    assert content.decoded is not None
    assert content.decoded.text.count("�") < 5
    assert "replaced" in content.warnings[0]


@pytest.mark.parametrize(
    ("data", "looks_like"),
    [
        (b"\0\0\0\x18ftypheic" + bytes(50), "a picture (HEIC)"),
        (b"\x7fELF" + bytes(50), "a program (ELF)"),
        (b"Rar!\x1a\x07\x01\x00" + bytes(50), "an archive (RAR)"),
        (b"AT&TFORM" + bytes(50), "a document (DjVu)"),
        (handbooks.zipped({"Index/Document.iwa": b"x", "preview.jpg": b"y"}), "a document (iWork)"),
        (bytes(range(256)) * 20, "a kind of file that Weir does not know"),
    ],
)
def test_a_refusal_says_what_the_file_looks_like(data: bytes, looks_like: str) -> None:
    with pytest.raises(WeirError) as caught:
        sniff(data, "report.pdf")

    assert caught.value.code == "document.unsupported"
    assert looks_like in caught.value.text("en")
    assert caught.value.text("zh") != caught.value.text("en")


@pytest.mark.parametrize("data", [b"", b" \r\n\t ", b"\xef\xbb\xbf", bytes(1000)])
def test_nothing_is_empty(data: bytes) -> None:
    with pytest.raises(WeirError) as caught:
        sniff(data, "a.txt")

    assert caught.value.code == "document.empty"


def test_prose_with_commas_is_no_table() -> None:
    prose = "First, we begin.\nThen, we go on.\nLast, we end, as planned.\nGood, that is all.\n"

    assert sniff(prose.encode(), "").kind.name == "text"


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_a_delimiter_is_found(delimiter: str) -> None:
    assert sniff(handbooks.csv(delimiter).encode(), "").kind.name in ("csv", "tsv")


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=400), st.sampled_from(["", "a.pdf", "a.docx", "a.csv", "a.md", "a.html", "…"]))
def test_any_bytes_are_recognised_or_refused(data: bytes, name: str) -> None:
    refusals = ("document.empty", "document.unsupported", "document.broken", "document.encrypted")
    try:
        content = sniff(data, name)
    except WeirError as error:
        refused = error.code
    else:
        refused = ""
        assert (content.decoded is not None) == content.kind.text
    assert not refused or refused in refusals


@settings(max_examples=100, deadline=None)
@given(st.text(alphabet=st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=200))
def test_utf8_is_always_read_as_utf8(text: str) -> None:
    decoded = decode(text.encode())

    assert decoded is None or decoded.text == text.removeprefix("\ufeff")
