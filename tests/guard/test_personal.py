"""Personal data: found when it is right, left alone when it only looks like it."""

from __future__ import annotations

import random
from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from weir.guard import Pseudonyms, recognise
from weir.guard.normalise import normalise
from weir.guard.personal.checksums import (
    credit_code_check,
    iban_length,
    is_bank_card,
    is_credit_code,
    is_iban,
    is_luhn,
    is_resident_id,
    resident_id_check,
)

REGIONS = st.sampled_from(["110105", "310104", "440305", "510107", "820000", "650102"])
BIRTHS = st.dates(date(1930, 1, 1), date(2020, 12, 31))
ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
AROUND = st.sampled_from([("证号", "。"), ("：", "，"), (" ", " "), ("", ""), ("（", "）")])


@st.composite
def resident_ids(draw: st.DrawFn) -> str:
    serial = draw(st.integers(0, 999))
    first = f"{draw(REGIONS)}{draw(BIRTHS):%Y%m%d}{serial:03}"
    return first + resident_id_check(first)


@st.composite
def bank_cards(draw: st.DrawFn) -> str:
    prefix = draw(st.sampled_from(["622202", "621700", "4392", "5187", "3562"]))
    size = 19 if prefix.startswith("62") else 16
    body = prefix + "".join(draw(st.lists(st.sampled_from("0123456789"), min_size=size, max_size=size)))
    body = body[: size - 1]
    return next(body + d for d in "0123456789" if is_luhn(body + d))


@st.composite
def credit_codes(draw: st.DrawFn) -> str:
    body = "".join(draw(st.lists(st.sampled_from(ALPHABET), min_size=9, max_size=9)))
    first = f"91{draw(REGIONS)}{body}"
    return first + credit_code_check(first)


@st.composite
def ibans(draw: st.DrawFn) -> str:
    country = draw(st.sampled_from(["DE", "GB", "FR", "NL", "CH"]))
    size = (iban_length(country) or 0) - 4
    body = "".join(draw(st.lists(st.sampled_from("0123456789"), min_size=size, max_size=size)))
    rest = int("".join(str(int(c, 36)) for c in f"{body}{country}00")) % 97
    return f"{country}{98 - rest:02}{body}"


def kinds(text: str) -> list[tuple[str, str]]:
    view = normalise(text)
    return [(p.kind, text[slice(*view.origin(p.start, p.end))]) for p in recognise(view.text)]


@given(resident_ids(), AROUND)
def test_a_right_resident_id_is_found_anywhere(number: str, around: tuple[str, str]) -> None:
    assert kinds(around[0] + number + around[1]) == [("id_card", number)]


@given(resident_ids(), st.integers(1, 9))
def test_a_wrong_check_digit_is_no_resident_id(number: str, shift: int) -> None:
    checks = "0123456789X"
    wrong = number[:17] + checks[(checks.index(number[17]) + shift) % 11]
    assert is_resident_id(number)
    assert not is_resident_id(wrong)
    assert ("id_card", wrong) not in kinds(wrong)


@pytest.mark.parametrize("number", ["11010519491331002X", "11010530250101002X", "99010519491231002X"])
def test_a_date_or_region_that_cannot_be_is_no_resident_id(number: str) -> None:
    first = number[:17]
    assert not is_resident_id(first + resident_id_check(first))


@given(bank_cards())
def test_bank_cards_are_found_plain_and_in_groups(number: str) -> None:
    grouped = " ".join(number[i : i + 4] for i in range(0, len(number), 4))
    assert kinds(f"卡号{number}。") == [("bank_card", number)]
    assert kinds(f"卡号 {grouped}。") == [("bank_card", grouped)]


@given(bank_cards(), st.integers(1, 9))
def test_a_number_that_fails_luhn_is_no_bank_card(number: str, shift: int) -> None:
    wrong = number[:-1] + str((int(number[-1]) + shift) % 10)
    assert not is_bank_card(wrong)
    assert all(kind != "bank_card" for kind, _ in kinds(wrong))


@given(credit_codes())
def test_credit_codes_are_checked(code: str) -> None:
    assert kinds(f"统一社会信用代码：{code}") == [("credit_code", code)]
    wrong = code[:-1] + ALPHABET[(ALPHABET.index(code[-1]) + 1) % 31]
    assert not is_credit_code(wrong)


@given(ibans())
def test_ibans_are_checked(code: str) -> None:
    grouped = " ".join(code[i : i + 4] for i in range(0, len(code), 4))
    assert kinds(f"pay to {code} today")[0] == ("iban", code)
    assert kinds(f"pay to {grouped} now")[0] == ("iban", grouped)
    assert not is_iban(code[:-1] + str((int(code[-1]) + 1) % 10))


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("手机13812345678。", "mobile"),
        ("电话 138-1234-5678", "mobile"),
        ("+86 138 1234 5678", "mobile"),
        ("１３８１２３４５６７８", "mobile"),
        ("138\u200b1234\u200b5678", "mobile"),
        ("座机010-62345678", "landline"),
        ("(0755) 26001234", "landline"),
        ("客服400-820-8820", "landline"),
        ("护照号 E12345678", "passport"),
        ("车牌京A12345", "plate"),
        ("沪AD12345", "plate"),
        ("mail to first.last+tag@mail.example.co.uk now", "email"),
        ("邮箱zhang@example.cn，谢谢", "email"),
        ("my SSN is 123-45-6789", "ssn"),
        ("social security number 123456789", "ssn"),
        ("host 192.168.1.20", "ip_address"),
        ("call +44 20 7946 0958", "phone"),
        ("please call me at 07700 063 966", "phone"),
        ("(415) 555-0132", "phone"),
    ],
)
def test_each_kind_is_found(text: str, kind: str) -> None:
    assert [k for k, _ in kinds(text)] == [kind]


@pytest.mark.parametrize(
    "text",
    [
        "订单号 138123456789",  # one digit more than a mobile number
        "2024-01-02 10:30:15",
        "圆周率 3.14159265358979",
        "version 1.2.3",
        "号码 12812345678",  # no such mobile range
        "E12345678 是一种型号",  # a passport's shape without the word
        "ISBN 978-7-111-12345-6",
        "共 1,234,567 元",
        "京城A座",
        "000-12-3456",
        "QQ群 123456789",
        "a@b",
        "11111111111111111111",
        "IP 999.1.1.1",
    ],
)
def test_near_misses_are_left_alone(text: str) -> None:
    assert kinds(text) == []


def test_random_digits_are_rarely_taken_for_personal_data() -> None:
    chance = random.Random(7)
    numbers = ["".join(chance.choices("0123456789", k=18)) for _ in range(3000)]
    wrong = [n for n in numbers if any(kind in ("id_card", "credit_code") for kind, _ in kinds(f" {n} "))]
    assert (
        len(wrong) <= 12
    )  # one in 31 has a right check character, and one in ten of those a right body and region


@given(st.lists(st.sampled_from(["13812345678", "a@ex.com", "和", "x"]), max_size=8))
def test_pseudonyms_come_back_as_they_were(parts: list[str]) -> None:
    text = " ".join(parts)
    names = Pseudonyms("zh")
    hidden = names.hide(text, recognise(text))
    assert "13812345678" not in hidden
    assert "a@ex.com" not in hidden
    assert names.restore(hidden) == text


def test_the_same_value_keeps_its_pseudonym() -> None:
    names = Pseudonyms("en")
    text = "a@ex.com wrote to b@ex.com, then a@ex.com wrote again"
    assert names.hide(text, recognise(text)) == "[email 1] wrote to [email 2], then [email 1] wrote again"


@given(st.text(alphabet=st.sampled_from("0123456789-. +()@ax京A身份证"), max_size=80))
def test_findings_never_overlap(text: str) -> None:
    found = recognise(normalise(text).text)
    assert all(one.end <= other.start for one, other in pairwise(found))
