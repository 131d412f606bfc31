"""`weir serve` from the first start to a signal."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import pytest
from terminal import Typed


class Server:
    """A running `weir serve`."""

    def __init__(self, environment: dict[str, str], *arguments: str) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        command = [sys.executable, "-m", "weir", "serve", "--port", str(self.port), *arguments]
        self.process = subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment
        )

    def wait(self) -> float:
        """Until it is ready; the seconds that took."""
        started = time.monotonic()
        while time.monotonic() - started < 60:
            assert self.process.poll() is None, self.process.communicate()
            with suppress(OSError):
                self.get("/readyz")
                return time.monotonic() - started
            time.sleep(0.02)
        raise TimeoutError("the server did not get ready")

    def get(self, path: str, key: str = "") -> bytes:
        request = urllib.request.Request(f"http://127.0.0.1:{self.port}{path}", headers={"x-api-key": key})
        with urllib.request.urlopen(request, timeout=30) as response:
            return bytes(response.read())

    def stop(self, number: signal.Signals = signal.SIGTERM) -> tuple[int, str, str]:
        """Exit code, standard output, standard error."""
        self.process.send_signal(number)
        out, err = self.process.communicate(timeout=30)
        return self.process.returncode, out, err


Serve = Callable[..., Server]


@pytest.fixture
def serve(environment: dict[str, str]) -> Iterator[Serve]:
    started: list[Server] = []

    def start(*arguments: str) -> Server:
        started.append(Server(environment, *arguments))
        return started[-1]

    yield start
    for server in started:
        server.process.kill()
        server.process.communicate()


def key_in(out: str) -> str:
    return next(word for word in out.split() if word.startswith("weir_sk_"))


@dataclass(frozen=True)
class First:
    """What a first start left: its home, its words, and the admin key among them."""

    home: Path
    code: int
    out: str
    err: str
    key: str


@pytest.fixture(scope="session")
def first_start(tmp_path_factory: pytest.TempPathFactory) -> First:
    """A Weir that was started once, asked once with its key, and stopped."""
    home = tmp_path_factory.mktemp("first") / "home"
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("WEIR_", "LC_"))}
    server = Server({**kept, "LANG": "C.UTF-8", "WEIR_HOME": str(home)})
    server.wait()
    assert server.process.stdout is not None
    shown = server.process.stdout.readline() + server.process.stdout.readline()
    server.get("/api/me", key_in(shown))
    code, out, err = server.stop()
    return First(home, code, shown + out, err, key_in(shown))


@pytest.fixture
def started(first_start: First, home: Path) -> First:
    """This test's own copy of it."""
    shutil.copytree(first_start.home, home, dirs_exist_ok=True)
    return first_start


def test_the_first_start_prints_the_address_and_a_key_and_ends_quietly(first_start: First) -> None:
    assert "http://127.0.0.1:" in first_start.out
    assert first_start.out.count("weir_sk_") == 1
    assert (first_start.code, first_start.err) == (0, "")


def test_the_second_start_is_quick_prints_no_key_and_takes_the_old_one(started: First, serve: Serve) -> None:
    server = serve()
    seconds = server.wait()
    assert json.loads(server.get("/api/me", started.key))["principal"]["role"] == "admin"
    code, out, err = server.stop(signal.SIGINT)
    assert (code, err) == (0, "")
    assert "weir_sk_" not in out
    assert seconds < 15  # under 5 s on a machine of its own; tests share theirs


def test_a_stopped_server_has_signed_the_end_of_its_chain_and_written_the_last_use_of_keys(
    started: First, typed: Typed, home: Path
) -> None:
    connection = sqlite3.connect(home / "weir.db")
    [last] = connection.execute("SELECT max(seq) FROM audit").fetchone()
    [signed] = connection.execute("SELECT max(seq) FROM audit_heads").fetchone()
    connection.close()
    assert signed == last > 0
    assert typed("keys", "list", "--json").json["items"][0]["last_used_at"]
    assert typed("audit", "verify").code == 0


def test_a_new_weir_has_a_guide_over_its_own_documentation(started: First, typed: Typed) -> None:
    answer = typed("ask", "How do I back up Weir?", "--app", "guide", "--json").json
    assert "weir backup" in answer["answer"]
    assert answer["citations"][0]["heading"]


def test_documentation_that_changed_is_followed_at_the_next_start(
    started: First, serve: Serve, typed: Typed
) -> None:
    [base] = typed("kb", "list", "--json").json["items"]
    gone = typed("kb", "documents", base["id"], "--json").json["items"][0]
    assert typed("kb", "remove", base["id"], gone["id"]).code == 0
    serve().wait()
    until = time.monotonic() + 30
    while typed("kb", "list", "--json").json["items"][0]["documents"] < base["documents"]:
        assert time.monotonic() < until
        time.sleep(0.2)


def test_documentation_that_the_operator_deleted_stays_away(
    started: First, serve: Serve, typed: Typed
) -> None:
    assert typed("kb", "delete", "Weir documentation").code == 0
    server = serve()
    server.wait()
    time.sleep(1)
    server.stop()
    assert typed("kb", "list", "--json").json["items"] == []


def test_a_port_in_use_is_told_and_nothing_is_made(process: Typed, home: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        told = process("serve", "--port", taken.getsockname()[1])
    assert told.code == 1
    assert "Address already in use" in told.err
    assert "--port" in told.err
    assert list(home.iterdir()) == []


def test_a_home_that_cannot_be_made_is_told(process: Typed, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    told = process("serve", "--port", 0, "--home", tmp_path / "file" / "home")
    assert told.code == 1
    assert str(tmp_path / "file") in told.err
    assert "Traceback" not in told.err


def test_two_servers_that_start_together_on_one_home_both_serve_and_one_key_is_printed(
    serve: Serve, typed: Typed
) -> None:
    servers = [serve(), serve()]
    for server in servers:
        server.wait()
    ends = [server.stop() for server in servers]
    assert [code for code, _, _ in ends] == [0, 0]
    keys = [key_in(out) for _, out, _ in ends if "weir_sk_" in out]
    assert len(keys) == 1
    assert [base["name"] for base in typed("kb", "list", "--json").json["items"]] == ["Weir documentation"]
