"""Policies: read, refused with line and reason, and never in contradiction with themselves."""

from __future__ import annotations

from pathlib import Path

import pytest

from weir.core.errors import WeirError
from weir.core.risks import classes
from weir.guard import Action, Guard, Policy, load_policy, policy_names
from weir.guard.policy import Guidance

GOOD = """\
name: own
version: "1"
title: {en: Own, zh: 自定}
description: {en: Own, zh: 自定}
risks:
  - risk: A1.8
    input: {low: pass, medium: steer, high: refuse}
"""


def write(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "own.yaml"
    path.write_text(text, "utf-8")
    return path


def test_the_packs_load_and_compile() -> None:
    assert policy_names() == ["cn-tc260", "universal"]
    for name in policy_names():
        Guard(load_policy(name))


def test_the_chinese_pack_rules_all_31_kinds() -> None:
    kinds = {risk.id for group in classes() if group.id.startswith("A") for risk in group.risks}
    assert len(kinds) == 31
    assert kinds <= {rule.risk for rule in load_policy("cn-tc260").risks}


def test_a_policy_of_ones_own_is_read(tmp_path: Path) -> None:
    policy = load_policy(write(tmp_path, GOOD))
    assert policy.risks[0].input.high is Action.REFUSE


@pytest.mark.parametrize(
    ("change", "line", "reason"),
    [
        (("risk: A1.8", "risk: A1.8\n    colour: red"), 7, "colour"),
        (("high: refuse", "high: explode"), 7, "high"),
        (('version: "1"', "version: {a"), 3, ""),
        (("name: own", "name: [own]"), 1, "name"),
        (("medium: steer, high: refuse", "medium: block, high: refuse"), 1, "weaker"),
    ],
)
def test_an_unreadable_policy_names_line_and_reason(
    tmp_path: Path, change: tuple[str, str], line: int, reason: str
) -> None:
    with pytest.raises(WeirError) as caught:
        load_policy(write(tmp_path, GOOD.replace(*change)))
    assert caught.value.code == "policy.unreadable"
    assert caught.value.params["line"] == line
    assert reason in caught.value.params["reason"]


def test_an_unknown_policy_lists_the_known_ones() -> None:
    with pytest.raises(WeirError) as caught:
        load_policy("nowhere")
    assert caught.value.code == "policy.unknown"
    assert "universal" in caught.value.remedy("en")


def test_a_policy_that_names_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(WeirError) as caught:
        load_policy(write(tmp_path, GOOD + "lexicons: [words.csv]\n"))
    assert "words.csv" in caught.value.text("zh")


@pytest.mark.parametrize(
    ("addition", "reason"),
    [
        ("  - {risk: A1.8, input: {high: block}}\n", "ruled 2 times"),
        ("  - {risk: A1.7, output: {high: steer}}\n", "too late"),
        ("thresholds: {low: 0.8, medium: 0.5, high: 0.9}\n", "do not rise"),
        ("personal: {input: {email: standard_answer}}\n", "cannot lead to"),
        ("personal: {input: {shoe_size: redact}}\n", "unknown kinds"),
        ("label: {text: {en: AI, zh: 人写的}}\n", "人工智能"),
        (
            "standard_answers:\n"
            "  - {id: a, questions: [你是谁], answer: {en: A, zh: 甲}}\n"
            "  - {id: b, questions: [ 你 是谁 , 你是谁], answer: {en: B, zh: 乙}}\n",
            "two standard answers",
        ),
        (
            "standard_answers:\n"
            "  - {id: a, questions: [x], answer: {en: A, zh: 甲},"
            " valid_from: 2026-02-01, valid_until: 2026-01-01}\n",
            "ends before it begins",
        ),
    ],
)
def test_contradictions_are_found_when_the_policy_is_read(tmp_path: Path, addition: str, reason: str) -> None:
    with pytest.raises(WeirError) as caught:
        load_policy(write(tmp_path, GOOD + addition))
    assert reason in caught.value.params["reason"]


def test_the_digest_changes_with_the_policy_and_with_its_files(tmp_path: Path) -> None:
    words = tmp_path / "words.csv"
    words.write_text("term,risk,topic,level\nx,A1.8,t,low\n")
    path = write(tmp_path, GOOD + "lexicons: [words.csv]\n")
    first = load_policy(path).digest
    assert load_policy(path).digest == first
    words.write_text("term,risk,topic,level\ny,A1.8,t,low\n")
    second = load_policy(path).digest
    path.write_text(path.read_text().replace('version: "1"', 'version: "2"'))
    assert len({first, second, load_policy(path).digest}) == 3


def test_the_format_has_a_json_schema_that_says_what_fields_mean() -> None:
    schema = Policy.model_json_schema()
    assert schema["additionalProperties"] is False
    assert "terms_at_most" in schema["properties"]
    assert Guidance.model_json_schema()["properties"].keys() >= {"criteria", "refusals"}
