"""Labels of generated content: written, read, bound to the content."""

from __future__ import annotations

import hashlib
import hmac
import json
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from weir.core.errors import WeirError
from weir.guard import (
    Label,
    bind,
    check_producer,
    explicit_label,
    fault,
    read_label,
    verify_label,
    write_label,
)
from weir.guard.label import FIELDS
from weir.guard.label.carriers import INSIDE
from weir.guard.personal.checksums import credit_code_check

LABEL = Label("Weir", "weir-0001", propagator="Weir", propagate_id="p-1")
CREDIT_CODE = "91110105101623741" + credit_code_check("91110105101623741")
CODE = f"0011{CREDIT_CODE}00001"
FILES = {
    "a.md": "# Title\n\nText with --- in it\n---\nmore\n",
    "b.md": "---\ntitle: x\nAIGC: {}\n---\nText\n",
    "c.html": "<!doctype html>\n<html><head><title>x</title></head><body>hi &amp; bye</body></html>\n",
    "d.html": "<p>no head</p>",
    "e.json": '{"answer": "42", "list": [1, 2]}',
    "f.txt": "plain text\n",
}


def sign(message: bytes) -> str:
    return hmac.new(b"key", message, hashlib.sha256).hexdigest()


def check(message: bytes, signature: str) -> bool:
    return hmac.compare_digest(sign(message), signature)


@pytest.fixture(params=FILES)
def file(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    path = tmp_path / request.param
    path.write_text(FILES[request.param], "utf-8")
    return path


def test_a_label_is_written_read_and_verified(file: Path) -> None:
    write_label(file, LABEL, sign)
    found = verify_label(file, check)
    assert found.valid
    assert found.label is not None
    assert (found.label.producer, found.label.produce_id, found.label.label) == ("Weir", "weir-0001", "1")


def test_labelling_again_replaces_the_label_and_keeps_the_content(file: Path) -> None:
    write_label(file, LABEL, sign)
    once = file.read_bytes()
    write_label(file, Label("Other", "other-1"), sign)
    assert (read_label(file) or LABEL).producer == "Other"
    assert verify_label(file, check).valid
    write_label(file, LABEL, sign)
    assert file.read_bytes() == once


def test_changed_content_is_noticed(file: Path) -> None:
    carrying = write_label(file, LABEL, sign)
    text = file.read_text("utf-8")
    changed = (
        text.replace("x", "y")
        .replace("plain", "other")
        .replace("42", "43")
        .replace("Text", "Words")
        .replace("no head", "a")
    )
    file.write_text(changed, "utf-8")
    assert verify_label(file, check).standing == "content_changed"
    assert carrying.exists()


def test_a_label_that_was_moved_or_altered_is_noticed(file: Path) -> None:
    write_label(file, LABEL, sign)
    label = read_label(file)
    assert label is not None
    write_label(file, Label("Somebody else", label.produce_id, reserved1=label.reserved1))
    assert verify_label(file, check).standing == "bad_signature"
    assert verify_label(file).standing == "valid"  # without a verifier only the digest speaks


def test_an_unbound_label_is_called_so(file: Path) -> None:
    write_label(file, LABEL)
    assert verify_label(file, check).standing == "unbound"


def test_the_seven_fields_have_the_names_and_order_of_the_standard() -> None:
    assert list(LABEL.fields()) == list(FIELDS)
    assert FIELDS == (
        "Label",
        "ContentProducer",
        "ProduceID",
        "ReservedCode1",
        "ContentPropagator",
        "PropagateID",
        "ReservedCode2",
    )
    assert all(isinstance(value, str) for value in LABEL.fields().values())


def test_other_readers_find_the_label_where_they_look(tmp_path: Path) -> None:
    for name in FILES:
        (tmp_path / name).write_text(FILES[name], "utf-8")
        write_label(tmp_path / name, LABEL)
    head = (tmp_path / "a.md").read_text("utf-8").split("---\n")[1]
    assert yaml.safe_load(head)["AIGC"]["ContentProducer"] == "Weir"
    assert yaml.safe_load((tmp_path / "b.md").read_text("utf-8").split("---\n")[1])["title"] == "x"
    assert json.loads((tmp_path / "e.json").read_text())["AIGC"]["ProduceID"] == "weir-0001"
    assert json.loads((tmp_path / "f.txt.aigc.json").read_text())["AIGC"]["Label"] == "1"
    assert '<head><meta name="AIGC"' in (tmp_path / "c.html").read_text("utf-8")


@pytest.mark.parametrize(
    "entry",
    [
        'AIGC: {"Label":"1","ContentProducer":"X","ProduceID":"7"}',
        "AIGC:\n  Label: '1'\n  ContentProducer: X\n  ProduceID: 7\n",
        'AIGC: {"AIGC": {"Label":"1","ContentProducer":"X","ProduceID":"7"}}',
    ],
)
def test_labels_of_others_are_read_in_their_several_forms(tmp_path: Path, entry: str) -> None:
    path = tmp_path / "x.md"
    path.write_text(f"---\n{entry}\n---\nText\n")
    label = read_label(path)
    assert label is not None
    assert (label.producer, label.produce_id, label.reserved1) == ("X", "7", "")


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.md", "---\nAIGC: {Label: AIGC}\n---\n"),
        ("a.md", "---\nAIGC: [1]\n---\n"),
        ("a.md", "---\nAIGC: {{\n---\n"),
        ("a.html", '<meta name="AIGC" content="{not json">'),
        ("a.json", "[1, 2]"),
        ("a.json", "{"),
        ("a.json", '{"AIGC": 3}'),
    ],
)
def test_a_label_that_cannot_be_read_is_an_error(tmp_path: Path, name: str, text: str) -> None:
    path = tmp_path / name
    path.write_text(text)
    with pytest.raises(WeirError) as caught:
        read_label(path)
    assert caught.value.code == "label.unreadable"
    assert path.read_text() == text


def test_a_kind_of_file_that_cannot_carry_a_label_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.png"
    path.write_bytes(b"\x89PNG")
    with pytest.raises(WeirError) as caught:
        write_label(path, LABEL)
    assert caught.value.code == "label.unsupported"
    assert list(tmp_path.iterdir()) == [path]


def test_the_notice_names_ai_and_generation() -> None:
    assert "人工智能" in explicit_label("zh")
    assert "生成" in explicit_label("zh")
    assert "AI-generated" in explicit_label("en")


@pytest.mark.parametrize("producer", ["Weir", "某公司", CODE])
def test_a_right_producer_code_or_a_name_is_accepted(producer: str) -> None:
    assert check_producer(producer) == producer


@pytest.mark.parametrize("wrong", [CODE[:-1], CODE + "0", "0012" + CODE[4:], CODE[:20] + "2" + CODE[21:]])
def test_a_wrong_producer_code_is_refused(wrong: str) -> None:
    with pytest.raises(WeirError) as caught:
        check_producer(wrong)
    assert caught.value.code == "label.bad_producer"


@given(st.binary(max_size=200), st.binary(max_size=200))
def test_a_binding_holds_for_its_content_alone(content: bytes, other: bytes) -> None:
    label = bind(LABEL, content, sign)
    assert fault(label, content, check) is None
    assert (fault(label, other, check) is None) == (content == other)
    assert fault(label, content, lambda message, signature: False) == "bad_signature"


@given(st.text(max_size=120) | st.text(alphabet=st.sampled_from("-\nAIGC: {}x\r"), max_size=60))
def test_any_markdown_or_html_keeps_its_content_under_a_label(text: str) -> None:
    data = text.encode("utf-8", "ignore")
    for ending in (".md", ".html"):
        carrier = INSIDE[ending]
        content = carrier.content(data)
        labelled = carrier.write(data, LABEL.fields())
        assert carrier.content(labelled) == carrier.content(content)
        assert carrier.read(labelled) == LABEL.fields()
