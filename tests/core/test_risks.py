"""The taxonomy is whole."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest
import yaml

import weir.guard
from weir.core.errors import WeirError
from weir.core.risks import LEVELS, Risk, RiskClass, children, classes, risk, risks

CHINESE = re.compile(r"[\u4e00-\u9fff]")
HAZARDS = {"vcr", "ncr", "src", "cse", "ssh", "iwp", "hte", "dfm", "prv", "ipv", "spc", "sxc"}


def test_the_standards_five_classes_have_their_31_kinds() -> None:
    counts = {group.id: len(group.risks) for group in classes() if group.clause}
    assert counts == {"A1": 8, "A2": 9, "A3": 5, "A4": 7, "A5": 2}
    assert sum(counts.values()) == 31


def test_attacks_have_three_classes_and_at_least_nineteen_kinds() -> None:
    groups = [group for group in classes() if group.id.startswith("attack.")]
    assert len(groups) == 3
    assert sum(len(group.risks) for group in groups) >= 19
    assert all(kind.id.startswith("attack.") for group in groups for kind in group.risks)


def test_no_id_is_used_twice() -> None:
    ids = Counter([item.id for item in (*classes(), *risks())])
    assert [id for id, times in ids.items() if times > 1] == []


@pytest.mark.parametrize("item", [*classes(), *risks()], ids=lambda item: item.id)
def test_every_entry_speaks_both_languages(item: Risk | RiskClass) -> None:
    assert CHINESE.search(item.zh)
    assert CHINESE.search(item.about_zh)
    assert item.about_zh.endswith("。")
    assert item.en.isascii()
    assert item.about_en.isascii()
    assert item.about_en.endswith(".")
    assert (item.name("zh"), item.name("en")) == (item.zh, item.en)


@pytest.mark.parametrize("kind", risks(), ids=lambda kind: kind.id)
def test_every_mapping_is_well_formed(kind: Risk) -> None:
    assert kind.level in LEVELS
    assert all(re.fullmatch(r"LLM(0[1-9]|10)", id) for id in kind.owasp)
    assert set(kind.hazards) <= HAZARDS
    assert all(re.fullmatch(r"Art\. \d{1,3}(\(\d+\))?(\([a-z]\))?", article) for article in kind.eu)
    assert kind.within is None or risk(kind.within).clause


@pytest.mark.parametrize("kind", risks(), ids=lambda kind: kind.id)
def test_every_risk_is_a_child_of_its_class(kind: Risk) -> None:
    assert kind in children(kind.parent)
    assert risk(kind.id) is kind


def test_clauses_are_those_of_the_standard() -> None:
    assert (risk("A1.1").clause, risk("A2.9").clause, risk("A5.2").clause) == ("A.1 a)", "A.2 i)", "A.5 b)")
    assert risk("attack.override").clause is None


def test_every_class_of_owasp_that_a_text_can_show_is_covered() -> None:
    covered = {id for kind in risks() for id in kind.owasp}
    assert covered == {f"LLM{number:02}" for number in range(1, 11)} - {
        "LLM03"
    }  # the supply chain is no text


@pytest.mark.parametrize("call", [risk, children])
def test_an_unknown_id_is_an_error(call: object) -> None:
    assert callable(call)
    with pytest.raises(WeirError) as caught:
        call("A9.9")
    assert caught.value.code == "risks.unknown"
    assert "A9.9" in caught.value.text("zh")


def test_every_risk_that_the_guard_names_is_in_the_taxonomy() -> None:
    folder = Path(weir.guard.__file__).parent
    named = {id for path in folder.rglob("*.yaml") for id in _named(yaml.safe_load(path.read_text("utf-8")))}
    assert named
    assert named - {kind.id for kind in risks()} == set()


def _named(value: object) -> set[str]:
    """Every value of a key `risk`, at any depth."""
    if isinstance(value, dict):
        own = {value["risk"]} if isinstance(value.get("risk"), str) else set()
        return own.union(*(_named(item) for item in value.values()))
    if isinstance(value, list):
        return set().union(*(_named(item) for item in value))
    return set()
