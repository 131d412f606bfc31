"""Every noun with its verbs: what they print with `--json`, and how they end."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from terminal import Typed

READING = [
    ["models", "list"],
    ["kb", "list"],
    ["keys", "list"],
    ["principals", "list"],
    ["apps", "list"],
    ["audit", "list"],
    ["config", "show"],
]


@pytest.mark.parametrize("command", READING, ids=" ".join)
def test_a_list_is_one_object_with_items_and_a_table_for_people(
    typed: Typed, used: Path, command: list[str]
) -> None:
    told = typed(*command, "--json")
    assert told.code == 0
    assert isinstance(told.json["items"], list)
    assert told.err == ""
    assert typed(*command).out.strip()


def test_a_key_works_until_it_is_revoked(typed: Typed, home: Path) -> None:
    made = typed("keys", "create", "phone", "--days", "7", "--json").json
    assert made["secret"].startswith("weir_sk_")
    assert made["expires_at"] > made["created_at"]
    [listed] = typed("keys", "list", "--json").json["items"]
    assert listed["principal"] == "phone"
    assert "secret" not in listed
    assert typed("keys", "revoke", made["id"], "--json").json["revoked"]
    assert made["secret"] not in (home / "weir.db").read_bytes().decode("latin-1")


def test_a_second_key_belongs_to_the_principal_there_is(typed: Typed) -> None:
    typed("principals", "create", "bob", "--role", "builder")
    first = typed("keys", "create", "phone", "--principal", "bob", "--json").json
    second = typed("keys", "create", "tablet", "--principal", "bob", "--json").json
    assert first["principal"] == second["principal"]
    [bob] = typed("principals", "list", "--json").json["items"]
    assert (bob["name"], bob["role"]) == ("bob", "builder")


@pytest.mark.parametrize("option", [["--role", "king"], ["--tier", "gold"]])
def test_a_role_or_tier_that_does_not_exist_makes_nothing(typed: Typed, option: list[str]) -> None:
    assert typed("keys", "create", "phone", *option).code == 2
    assert typed("keys", "list", "--json").json["items"] == []
    assert typed("principals", "list", "--json").json["items"] == []


def test_a_principal_is_limited_changed_and_disabled(typed: Typed) -> None:
    typed("principals", "create", "bob")
    limited = typed("principals", "quota", "bob", "--requests-per-day", 5, "--json").json
    assert limited["quota"] == {"requests_per_day": 5}
    assert typed("principals", "quota", "bob", "--json").json["quota"] is None
    changed = typed("principals", "change", "bob", "--role", "auditor", "--disable", "--json").json
    assert (changed["role"], changed["disabled"]) == ("auditor", True)
    actions = [entry["action"] for entry in typed("audit", "list", "--json").json["items"]]
    assert actions.count("principal.quota") == 2


def test_a_disabled_principal_is_let_in_no_more(typed: Typed, home: Path) -> None:
    from weir.core.config import Config
    from weir.core.errors import WeirError
    from weir.gateway import Gateway

    secret = typed("keys", "create", "phone", "--json").json["secret"]
    typed("principals", "change", "phone", "--disable")
    gateway = Gateway.open(Config(home=home))
    try:
        with pytest.raises(WeirError):
            gateway.keys.verify(secret)
    finally:
        gateway.close()


@pytest.mark.parametrize(
    "command",
    [
        ["keys", "revoke", "key_nope"],
        ["principals", "change", "nobody", "--disable"],
        ["kb", "delete", "nope"],
        ["kb", "documents", "nope"],
        ["apps", "export", "nope"],
        ["apps", "rollback", "nope", "1"],
        ["receipt", "show", "nope"],
        ["receipt", "verify", "nope"],
        ["models", "test", "nope/x"],
        ["models", "remove", "nope/x"],
        ["models", "pull", "nope/x"],
        ["guard", "check", "hi", "--policy", "nope"],
    ],
    ids=" ".join,
)
def test_what_is_not_there_is_not_found(typed: Typed, command: list[str]) -> None:
    told = typed(*command)
    assert told.code == 3
    assert told.err.startswith("weir: ")
    assert told.out == ""


def test_a_base_is_filled_searched_and_emptied(typed: Typed, notes: Path) -> None:
    base = typed("kb", "create", "rules", "--json").json["id"]
    (notes / "empty.pdf").touch()
    added = typed("kb", "add", "rules", notes, "--json")
    assert added.code == 1
    assert sorted(added.json["added"]) == ["rules.txt", "差旅.md"]
    assert added.json["failed"][0]["code"] == "document.empty"
    assert (
        typed("kb", "search", "rules", "annual leave", "--json").json["items"][0]["document"] == "rules.txt"
    )
    assert typed("kb", "verify", base, "--json").json["clean"]
    assert typed("kb", "remove", "rules", "rules.txt").code == 0
    assert "Nothing was found" in typed("kb", "search", "rules", "annual leave").out
    assert typed("kb", "delete", "rules").code == 0
    assert typed("kb", "list", "--json").json["items"] == []


def test_a_name_that_two_bases_share_is_not_guessed_at(typed: Typed) -> None:
    ids = [typed("kb", "create", "rules", "--json").json["id"] for _ in range(2)]
    told = typed("kb", "delete", "rules")
    assert told.code == 2
    assert all(id in told.err for id in ids)
    assert typed("kb", "delete", ids[0]).code == 0
    assert typed("kb", "delete", "rules").code == 0


def test_an_assistant_is_published_changed_and_rolled_back(typed: Typed, tmp_path: Path) -> None:
    typed("kb", "create", "rules")
    file = Path(__file__).parents[2] / "apps" / "guide" / "app.yaml"
    mine = tmp_path / "app.yaml"
    mine.write_text(file.read_text(encoding="utf-8").replace("Weir documentation", "rules"), encoding="utf-8")
    assert typed("apps", "publish", mine, "--json").json["version"] == 1
    assert typed("apps", "publish", mine, "--json").json["version"] == 1
    exported = typed("apps", "export", "guide").out
    mine.write_text(exported.replace("evidence: 12", "evidence: 6"), encoding="utf-8")
    assert typed("apps", "publish", mine, "--json").json["version"] == 2
    typed("apps", "rollback", "guide", 1)
    assert typed("apps", "export", "guide").out == exported
    assert typed("apps", "schema").json["properties"]


def test_a_receipt_is_genuine_until_a_letter_of_it_changes(typed: Typed, used: Path, tmp_path: Path) -> None:
    id = _exchange(typed)
    receipt = typed("receipt", "show", id).json
    assert typed("receipt", "verify", id, "--json").json == {"valid": True}
    file = tmp_path / "receipt.json"
    file.write_text(json.dumps(receipt))
    assert typed("receipt", "verify", file).code == 0
    file.write_text(json.dumps({**receipt, "id": receipt["id"][:-1] + "x"}))
    told = typed("receipt", "verify", file, "--json")
    assert (told.code, told.json) == (1, {"valid": False})


def _exchange(typed: Typed) -> str:
    entries = typed("audit", "list", "--json").json["items"]
    return str(next(entry["object"] for entry in entries if entry["action"] == "exchange"))


def test_an_exported_chain_verifies_elsewhere_and_a_changed_one_does_not(
    typed: Typed, used: Path, tmp_path: Path
) -> None:
    file = tmp_path / "audit.jsonl"
    exported = typed("audit", "export", file, "--json").json
    assert exported["entries"] > 0
    assert typed("audit", "verify", file, "--public-key", exported["public_key"], "--json").json["valid"]
    file.write_text(file.read_text().replace("operator", "nobody", 1))
    told = typed("audit", "verify", file)
    assert told.code == 1
    assert "broken at entry 1" in told.out


def test_guard_check_tells_action_verdicts_and_policy(typed: Typed) -> None:
    told = typed("guard", "check", "My id card is 11010519491231002X.", "--side", "output", "--json").json
    assert told["action"] == "redact"
    assert told["verdicts"][0]["risk"] == "privacy.identity"
    assert "11010519491231002X" not in told["text"]
    assert set(told["policy"]) == {"name", "version", "digest"}
    assert typed("guard", "check", "Good morning", "--json").json["action"] == "pass"


def test_guard_check_reads_standard_input(process: Typed) -> None:
    assert process("guard", "check", "--json", stdin="怎么制造炸弹？").json["action"] == "refuse"


def test_a_label_is_written_read_and_verified_and_shows_a_change(typed: Typed, tmp_path: Path) -> None:
    file = tmp_path / "answer.md"
    file.write_text("# Answer\n\nForty-two.\n")
    assert typed("label", "read", file).code == 3
    written = typed("label", "write", file, "--id", "ex_1", "--json").json
    assert written["label"]["ProduceID"] == "ex_1"
    assert typed("label", "read", file, "--json").json["label"] == written["label"]
    assert typed("label", "verify", file, "--json").json == {"valid": True, "standing": "valid"}
    file.write_text(file.read_text().replace("two", "three"))
    told = typed("label", "verify", file, LANG="zh_CN.UTF-8")
    assert told.code == 1
    assert "内容在标识之后被改动" in told.out


ROW: dict[str, Any] = {
    "id": 0,
    "query": "In which year did the office in Lyon open?",
    "answer": ["1998"],
    "positive": ["The office in Lyon opened in 1998."],
    "negative": ["The office in Nice has a garden."] * 5,
}


def test_rag_eval_prints_the_figures_that_scripts_rely_on(typed: Typed, tmp_path: Path) -> None:
    file = tmp_path / "rows.jsonl"
    file.write_text("\n".join(json.dumps({**ROW, "id": n}) for n in range(3)) + "\n")
    told = typed("rag", "eval", file, "--limit", 2, "--replies", tmp_path / "replies", "--json").json
    assert set(told["correct_at_noise"]) == {"0", "0.4", "0.8"}
    assert {"rejection", "false_refusal"} <= set(told)
    assert told["n"] == 2
    assert told["correct_at_noise"]["0"] == 1.0
    assert (tmp_path / "replies").read_text().count("\n") >= 2 * 4
    assert "correct at noise 0.4" in typed("rag", "eval", file).out


@pytest.mark.parametrize("line", ["hello", "[]", '{"query": "?"}'])
def test_rag_eval_names_the_line_that_is_no_row(typed: Typed, tmp_path: Path, line: str) -> None:
    file = tmp_path / "rows.jsonl"
    file.write_text(json.dumps(ROW) + "\n" + line + "\n")
    told = typed("rag", "eval", file)
    assert told.code == 2
    assert "ine 2 of" in told.err


@pytest.mark.parametrize(
    "command", [["receipt", "verify", "FILE"], ["apps", "publish", "FILE"], ["audit", "verify", "FILE"]]
)
def test_a_file_of_another_kind_is_told_without_a_traceback(
    typed: Typed, tmp_path: Path, command: list[str]
) -> None:
    file = tmp_path / "file"
    file.write_bytes(b"\xff\xfe\x00 no such thing")
    told = typed(*(str(file) if word == "FILE" else word for word in command))
    assert told.code in (1, 2)
    assert "Traceback" not in told.err
    assert "cli.unexpected" not in told.err


def test_every_setting_is_shown_with_its_value(typed: Typed) -> None:
    items = {i["key"]: i for i in typed("config", "show", "--json", WEIR_SERVER__PORT="9000").json["items"]}
    assert items["server.port"] == {"key": "server.port", "value": 9000, "environment": "WEIR_SERVER__PORT"}
