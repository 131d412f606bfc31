"""Terminals, pipes and signals."""

from __future__ import annotations

import os
import pty
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from terminal import Typed

from weir.cli.tables import table, width


def test_a_terminal_without_unicode_still_gets_the_text(process: Typed, used: Path) -> None:
    told = process("doctor", PYTHONIOENCODING="ascii")
    assert told.code == 0
    assert "store: sqlite" in told.out


def test_json_is_utf8_whatever_the_terminal_speaks(process: Typed, notes: Path) -> None:
    told = process("ask", "住宿标准是每晚多少元？", "--docs", notes, "--json", PYTHONIOENCODING="ascii")
    assert told.json["citations"][0]["document"] == "差旅.md"


def test_a_reader_that_leaves_early_causes_no_traceback(environment: dict[str, str], used: Path) -> None:
    command = f"'{sys.executable}' -m weir config show | head -n 1"
    done = subprocess.run(["sh", "-c", command], capture_output=True, text=True, env=environment)
    assert done.stdout.startswith("key")
    assert done.stderr == ""


def test_an_interrupted_command_ends_at_once_and_quietly(environment: dict[str, str], home: Path) -> None:
    command = [sys.executable, "-m", "weir", "guard", "check"]
    process = subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment
    )
    time.sleep(3)  # it waits for standard input by now
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=20)
    assert process.returncode == 130
    assert err == b""


@pytest.mark.parametrize("variables", [{}, {"WEIR_TRACEBACK": "1"}])
def test_something_unforeseen_is_told_in_a_line_and_in_full_on_request(
    environment: dict[str, str], variables: dict[str, str]
) -> None:
    command = f"'{sys.executable}' -m weir guard check <&-"  # there is no standard input at all
    done = subprocess.run(
        ["sh", "-c", command], capture_output=True, text=True, env={**environment, **variables}
    )
    assert done.returncode == 1
    assert "weir: Something went wrong inside Weir" in done.stderr
    assert ("Traceback" in done.stderr) is bool(variables)


@pytest.mark.parametrize("columns", [60, 200])
def test_a_table_fits_the_terminal(environment: dict[str, str], used: Path, columns: int) -> None:
    master, slave = pty.openpty()
    command = [sys.executable, "-m", "weir", "models", "list"]
    process = subprocess.Popen(command, stdout=slave, env={**environment, "COLUMNS": str(columns)})
    process.wait(60)
    os.close(slave)
    lines = os.read(master, 1 << 16).decode().splitlines()
    os.close(master)
    assert len(lines) >= 4
    assert max(width(line) for line in lines) <= max(columns, 7 * 8 + 6 * 2)


def test_columns_align_in_chinese() -> None:
    rows = [{"name": "差旅制度", "n": 1}, {"name": "b", "n": 22}]
    lines = table(rows, ["name", "n"]).splitlines()
    assert {width(line[: line.rindex(" ") + 1]) for line in lines} == {10}
