"""Canonical JSON and signatures: one value has one form, and a signature covers all of it."""

import json
import math
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from weir.core.canonical import NotCanonical, canonical
from weir.core.errors import WeirError
from weir.core.secrets import Secrets
from weir.core.signing import Signer, key_id, verify, verify_document

_numbers = st.one_of(st.integers(-(2**53) + 1, 2**53 - 1), st.floats(allow_nan=False, allow_infinity=False))
_texts = st.text(st.characters(exclude_categories=["Cs"]))
_values = st.recursive(
    st.one_of(st.none(), st.booleans(), _numbers, _texts),
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(_texts, inner, max_size=4)),
    max_leaves=12,
)


@given(_values)
def test_canonical_json_reads_back_as_the_same_value(value: Any) -> None:
    assert json.loads(canonical(value), parse_int=_as_double) == value


def _as_double(text: str) -> float:
    return int(text) if abs(int(text)) < 2**53 else float(text)


@given(_values)
def test_canonical_json_of_what_was_read_back_is_the_same_bytes(value: Any) -> None:
    assert canonical(json.loads(canonical(value))) == canonical(value)


@given(st.dictionaries(_texts, st.integers(0, 9), max_size=8), st.randoms())
def test_the_order_of_keys_in_memory_does_not_matter(value: dict[str, int], random: Any) -> None:
    items = list(value.items())
    random.shuffle(items)
    assert canonical(dict(items)) == canonical(value)


@pytest.mark.parametrize(
    ("value", "text"),
    [  # from RFC 8785, sections 3.2.2 and 3.2.3 and appendix B
        (333333333.33333329, "333333333.3333333"),
        (1e30, "1e+30"),
        (4.50, "4.5"),
        (2e-3, "0.002"),
        (0.000000000000000000000000001, "1e-27"),
        (-0.0, "0"),
        (5e-324, "5e-324"),
        (-5e-324, "-5e-324"),
        (1.7976931348623157e308, "1.7976931348623157e+308"),
        (9007199254740992.0, "9007199254740992"),
        (295147905179352830000.0, "295147905179352830000"),
        (9.999999999999997e22, "9.999999999999997e+22"),
        (1e23, "1e+23"),
        (999999999999999700000.0, "999999999999999700000"),
        (0.000001, "0.000001"),
        (333333333.3333332, "333333333.3333332"),
        ('\u20ac$\u000f\u000aA\'B"\\\\"/', '"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"'),
        ({"b": [True, None], "a": {}}, '{"a":{},"b":[true,null]}'),
    ],
)
def test_values_are_written_as_rfc_8785_says(value: Any, text: str) -> None:
    assert canonical(value).decode() == text


def test_keys_are_sorted_by_utf_16_as_rfc_8785_says() -> None:
    names = ["\u20ac", "\r", "\ufb33", "1", "\U0001f600", "\u0080", "\u00f6"]
    found = list(json.loads(canonical(dict.fromkeys(names))))
    assert found == ["\r", "1", "\u0080", "\u00f6", "\u20ac", "\U0001f600", "\ufb33"]


@settings(max_examples=1)
@given(st.lists(st.floats(allow_nan=False, allow_infinity=False), min_size=300, max_size=300))
def test_numbers_are_written_as_javascript_writes_them(numbers: list[float]) -> None:
    node = shutil.which("node")
    if node is None:
        pytest.skip("Node is not installed")
    numbers += [10.0**e for e in range(-30, 30)] + [math.pi * 10.0**e for e in range(-30, 30)]
    script = "process.stdout.write(JSON.stringify(JSON.parse(require('fs').readFileSync(0))))"
    done = subprocess.run(
        [node, "-e", script], input=json.dumps(numbers), capture_output=True, text=True, check=True
    )
    assert canonical(numbers).decode() == done.stdout


@pytest.mark.parametrize(
    "value",
    [
        math.nan,
        math.inf,
        2**53 + 1,
        -(2**60),
        10**400,
        b"bytes",
        {1: "a"},
        {"a": object()},
        "\ud800",
        {"\ud800": 1, "b": 0.5},
        {1, 2},
    ],
)
def test_what_has_no_canonical_form_is_refused(value: Any) -> None:
    for wrapped in (value, [0.5, value], {"k": value}):
        with pytest.raises(NotCanonical):
            canonical(wrapped)


def test_endless_nesting_is_refused_and_does_not_crash() -> None:
    value: list[Any] = []
    for _ in range(100_000):
        value = [value]
    with pytest.raises(NotCanonical):
        canonical(value)


@pytest.fixture
def signer(home: Path) -> Signer:
    return Signer.open(home, Secrets.open(home))


def test_a_signature_verifies_with_the_public_key_alone(signer: Signer) -> None:
    signature = signer.sign(b"data")
    assert verify(signer.public_key, b"data", signature)
    assert not verify(signer.public_key, b"Data", signature)
    assert signer.key_id == key_id(signer.public_key)


def test_the_key_is_the_same_after_a_restart(home: Path, signer: Signer) -> None:
    assert Signer.open(home, Secrets.open(home)).public_key == signer.public_key
    assert (home / "signing.key").stat().st_mode & 0o777 == 0o600


def test_the_key_file_is_of_no_use_without_the_secret_key(home: Path, signer: Signer) -> None:
    (home / "secret.key").unlink()
    with pytest.raises(WeirError) as caught:
        Signer.open(home, Secrets.open(home))
    assert caught.value.code == "secrets.other_key"


_DOCUMENT: dict[str, Any] = {
    "type": "weir.receipt",
    "id": "r_1",
    "scores": [0.25, 1e-9],
    "who": {"name": "名"},
}


@pytest.mark.parametrize(
    "change",
    [
        {"id": "r_2"},
        {"scores": [0.25, 1e-8]},
        {"who": {"name": "名", "more": None}},
        {"new": 1},
        {"signature": None},
        {"signature": {}},
    ],
)
def test_any_change_to_a_signed_document_shows(signer: Signer, change: dict[str, Any]) -> None:
    signed = signer.sign_document(_DOCUMENT)
    assert verify_document(signed, signer.public_key)
    assert verify_document(json.loads(json.dumps(signed)), signer.public_key)
    assert not verify_document({**signed, **change}, signer.public_key)


@pytest.mark.parametrize("field", ["algorithm", "key", "value"])
def test_any_change_to_the_signature_itself_shows(signer: Signer, field: str) -> None:
    signed = signer.sign_document(_DOCUMENT)
    for wrong in ("", "x", None, 1, signed["signature"][field] + "A", signed["signature"][field] + "="):
        changed = {**signed, "signature": {**signed["signature"], field: wrong}}
        assert not verify_document(changed, signer.public_key), wrong


def test_another_key_does_not_verify(signer: Signer, tmp_path: Path) -> None:
    other = Signer.open(tmp_path / "other", Secrets.open(tmp_path / "other"))
    assert not verify_document(signer.sign_document(_DOCUMENT), other.public_key)
    for nonsense in ("", "A", "é", "A" * 43, "!" * 43):
        assert not verify_document(signer.sign_document(_DOCUMENT), nonsense)


@given(st.dictionaries(st.text(), _values, max_size=3), _values)
def test_no_made_up_document_verifies_or_crashes(document: dict[str, Any], signature: Any) -> None:
    assert not verify_document({**document, "signature": signature}, "A" * 43)
