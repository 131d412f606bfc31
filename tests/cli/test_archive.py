"""Export, backup and restore: everything comes back, and nothing is half done."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from terminal import Typed

LEAVE = "How many days is annual leave?"
PASSPHRASE = {"WEIR_PASSPHRASE": "correct horse"}


@pytest.fixture
def saved(typed: Typed, used: Path, tmp_path: Path) -> Path:
    """A backup of a Weir with an answer on record and a public base."""
    assert typed("kb", "create", "rules", "--public").code == 0
    (tmp_path / "rules.txt").write_text("Annual leave is 25 days.", encoding="utf-8")
    assert typed("kb", "add", "rules", tmp_path / "rules.txt").code == 0
    assert typed("backup", tmp_path / "weir.backup", **PASSPHRASE).code == 0
    return tmp_path / "weir.backup"


def test_a_restored_weir_gives_the_same_answer_and_its_keys_and_receipts_hold(
    typed: Typed, used: Path, tmp_path: Path
) -> None:
    from weir.core.config import Config
    from weir.gateway import Gateway

    typed("kb", "create", "rules")
    (tmp_path / "rules.txt").write_text("Annual leave is 25 days.", encoding="utf-8")
    typed("kb", "add", "rules", tmp_path / "rules.txt")
    secret = typed("keys", "create", "phone", "--json").json["secret"]
    before = typed("ask", LEAVE, "--kb", "rules", "--json").json
    assert typed("backup", tmp_path / "b", **PASSPHRASE).code == 0

    place = tmp_path / "restored"
    assert typed("restore", tmp_path / "b", "--home", place, **PASSPHRASE).code == 0
    after = typed("ask", LEAVE, "--kb", "rules", "--home", place, "--json").json
    assert (after["answer"], after["citations"]) == (before["answer"], before["citations"])
    assert typed("receipt", "verify", before["receipt"], "--home", place).code == 0
    assert typed("audit", "verify", "--home", place).code == 0
    assert typed("doctor", "--home", place, "--json").code == 0
    gateway = Gateway.open(Config(home=place))
    try:
        assert gateway.keys.verify(secret).principal.name == "phone"
    finally:
        gateway.close()


@pytest.mark.parametrize("variables", [{}, {"WEIR_PASSPHRASE": "another"}])
def test_without_the_passphrase_nothing_is_restored(
    typed: Typed, saved: Path, tmp_path: Path, variables: dict[str, str]
) -> None:
    told = typed("restore", saved, "--home", tmp_path / "new", "--json", **variables)
    assert told.code == 4
    assert told.json["error"]["code"] == "backup.passphrase"
    assert not (tmp_path / "new").exists()


def test_without_its_secrets_a_backup_is_restored_with_new_ones(
    typed: Typed, saved: Path, tmp_path: Path
) -> None:
    assert typed("restore", saved, "--home", tmp_path / "new", "--without-secrets").code == 0
    told = typed("ask", LEAVE, "--kb", "rules", "--home", tmp_path / "new", "--json")
    assert "25 days" in told.json["answer"]


def test_a_home_in_use_is_not_restored_over(typed: Typed, saved: Path, used: Path) -> None:
    told = typed("restore", saved, **PASSPHRASE)
    assert told.code == 1
    assert "not empty" in told.err


def test_a_backup_needs_a_passphrase_or_a_word_that_it_shall_have_no_secrets(
    typed: Typed, used: Path, tmp_path: Path
) -> None:
    told = typed("backup", tmp_path / "b")
    assert told.code == 2
    assert "--without-secrets" in told.err
    assert not (tmp_path / "b").exists()
    assert typed("backup", tmp_path / "b", "--without-secrets").code == 0


def test_a_file_that_is_there_is_never_overwritten(typed: Typed, used: Path, tmp_path: Path) -> None:
    file = tmp_path / "there"
    for command in (["export"], ["backup", "--without-secrets"], ["audit", "export"]):
        file.write_text("precious")
        told = typed(*command, file)
        assert told.code == 1
        assert str(file) in told.err
        assert file.read_text() == "precious"


def test_what_is_no_backup_is_told_and_leaves_nothing(typed: Typed, tmp_path: Path) -> None:
    (tmp_path / "b").write_text("hello")
    told = typed("restore", tmp_path / "b", "--home", tmp_path / "new")
    assert told.code == 2
    assert not (tmp_path / "new").exists()


def test_an_export_is_json_lines_without_secrets(process: Typed, used: Path) -> None:
    told = process("export", "-")
    assert told.code == 0
    rows = [json.loads(line) for line in told.out.splitlines()]
    assert rows
    assert "weir_sk_" not in told.out
    assert (used / "secret.key").read_text().strip() not in told.out


def test_an_unknown_table_is_not_found(typed: Typed, used: Path, tmp_path: Path) -> None:
    told = typed("export", tmp_path / "x", "--table", "nope")
    assert told.code == 3
    assert "exchanges" in told.err
