"""`weir doctor` finds each sickness, names it and says what to do."""

from __future__ import annotations

import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from terminal import Outcome, Typed

from weir.cli import doctor


def finding(told: Outcome, id: str) -> dict[str, Any]:
    return next(item for item in told.json["findings"] if item["id"] == id)


def spoil(home: Path, statement: str) -> None:
    connection = sqlite3.connect(home / "weir.db")
    with connection:
        for (trigger,) in connection.execute(
            "SELECT name FROM sqlite_master WHERE type = 'trigger'"
        ).fetchall():
            connection.execute(f"DROP TRIGGER {trigger}")  # as whoever holds the file can
        assert connection.execute(statement).rowcount != 0
    connection.close()


def test_a_healthy_weir_has_no_problem(typed: Typed, used: Path) -> None:
    told = typed("doctor", "--json")
    assert told.code == 0
    assert told.json["healthy"]
    assert {item["level"] for item in told.json["findings"]} <= {"ok", "warning"}
    assert {"store", "audit", "policy", "stages", "model", "index"} <= {
        i["id"] for i in told.json["findings"]
    }


def test_a_home_that_is_not_there_yet_is_not_made(typed: Typed, home: Path) -> None:
    home.rmdir()
    told = typed("doctor", "--json")
    assert told.code == 0
    assert finding(told, "home")["level"] == "warning"
    assert not home.exists()


def test_a_model_without_weights_is_a_warning_that_says_how_to_get_them(typed: Typed, used: Path) -> None:
    told = typed("doctor", "--json")
    assert finding(told, "model")["level"] == "warning"
    assert "weir models pull local/smollm2-135m" in finding(told, "model")["remedy"]


def test_a_default_model_that_nobody_knows_is_a_problem(typed: Typed, used: Path) -> None:
    told = typed("doctor", "--json", WEIR_MODELS__DEFAULT="nope/x")
    assert told.code == 1
    assert finding(told, "model")["level"] == "problem"


def test_a_changed_audit_entry_is_a_problem_at_its_number(typed: Typed, used: Path) -> None:
    spoil(used, "UPDATE audit SET actor = 'somebody' WHERE seq = 1")
    told = typed("doctor", "--json")
    assert told.code == 1
    assert "entry 1" in finding(told, "audit")["text"]
    assert "restore" in finding(told, "audit")["remedy"]


def test_an_index_out_of_step_is_a_problem_and_a_rebuild_heals_it(typed: Typed, used: Path) -> None:
    spoil(used, "DELETE FROM knowledge_lexical")
    told = typed("doctor", "--json")
    assert told.code == 1
    assert "kb rebuild" in finding(told, "index")["remedy"]
    assert typed("kb", "rebuild").code == 0
    assert typed("doctor", "--json").code == 0


def test_a_store_that_is_no_database_is_a_problem(typed: Typed, used: Path) -> None:
    (used / "weir.db").write_bytes(b"not a database at all, but long enough to have a header" * 40)
    told = typed("doctor", "--json")
    assert told.code == 1
    assert finding(told, "store")["level"] == "problem"
    assert finding(told, "store")["remedy"]


def test_a_secret_key_that_others_can_read_is_a_problem(typed: Typed, used: Path) -> None:
    (used / "secret.key").chmod(0o644)
    told = typed("doctor", "--json")
    assert told.code == 1
    assert "chmod 600" in finding(told, "secrets")["remedy"]


def test_a_home_that_is_a_file_is_a_problem(typed: Typed, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    told = typed("doctor", "--home", tmp_path / "file", "--json")
    assert told.code == 1
    assert finding(told, "home")["level"] == "problem"


@pytest.mark.skipif(shutil.which("setpriv") is None, reason="dropping root's powers needs setpriv")
def test_a_home_that_cannot_be_written_is_a_problem(environment: dict[str, str], used: Path) -> None:
    used.chmod(0o500)
    powers = ["setpriv", "--bounding-set=-dac_override", "--inh-caps=-dac_override"]
    command = [sys.executable, "-m", "weir", "doctor", "--json"]
    done = subprocess.run([*powers, *command], capture_output=True, text=True, env=environment)
    used.chmod(0o700)
    told = Outcome(done.returncode, done.stdout, done.stderr)
    assert told.code == 1
    assert "Permission denied" in finding(told, "home")["text"]


def test_little_space_is_a_warning(typed: Typed, used: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor, "LOW_DISK", 1 << 60)
    told = typed("doctor", "--json")
    assert told.code == 0
    assert finding(told, "disk")["level"] == "warning"


def test_stages_that_are_off_and_an_open_address_are_warnings(typed: Typed, used: Path) -> None:
    told = typed("doctor", "--json", WEIR_GATEWAY__STAGES_OFF="ground,label", WEIR_SERVER__HOST="0.0.0.0")
    assert told.code == 0
    assert "ground, label" in finding(told, "stages")["text"]
    assert finding(told, "address")["level"] == "warning"


@pytest.mark.parametrize(
    "variables",
    [{"WEIR_SERVER_PORT": "1"}, {"WEIR_SERVER__PORT": "x"}, {"WEIR_STORE__URL": "mysql://h/d"}],
)
def test_a_setting_that_is_not_valid_is_a_problem(
    typed: Typed, used: Path, variables: dict[str, str]
) -> None:
    told = typed("doctor", "--json", **variables)
    assert told.code == 1
    [problem] = [item for item in told.json["findings"] if item["level"] == "problem"]
    assert problem["remedy"]


def test_people_see_a_mark_a_line_and_what_to_do(typed: Typed, used: Path) -> None:
    told = typed("doctor", LANG="zh_CN.UTF-8")
    assert "✓ 审计链: 审计链完整" in told.out
    assert "! 默认模型: local/smollm2-135m 尚不可用" in told.out
    assert "→ 请获取" in told.out
