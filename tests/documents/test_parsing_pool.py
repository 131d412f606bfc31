"""A file can do what it likes to its worker; the server and the other files do not notice."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import handbooks
import pytest

import weir
from weir.core.errors import WeirError
from weir.documents import Limits, Parsers, parse, parse_async

pytestmark = pytest.mark.usefixtures("plugin")
QUICK = Limits(timeout_s=2.5, memory_mb=64)
PATIENT = Limits(timeout_s=20, memory_mb=64)


@pytest.fixture
def pool(plugin: None) -> Iterator[Parsers]:
    """One worker, so that each file meets the process that the file before it left."""
    with Parsers(workers=1, limits=QUICK) as opened:
        yield opened


def order(words: str) -> bytes:
    return f"rogue-{words}\n\nThe text that the next parser reads.".encode()


def obey(pool: Parsers, words: str) -> str:
    """What the rogue parser says after an order; the plain parser's text when it did not survive."""
    return pool.parse(order(words), "a.txt").text


def children() -> set[int]:
    """Processes that we started and have not waited for, zombies among them."""
    listing = subprocess.run(
        ["ps", "-o", "pid=,ppid=,comm="], capture_output=True, text=True, check=True
    ).stdout
    rows = [line.split(None, 2) for line in listing.splitlines()]
    return {int(pid) for pid, parent, command in rows if int(parent) == os.getpid() and command != "ps"}


@pytest.mark.parametrize("words", ["hang", "hang_deaf", "hog", "abort", "exit 3"])
def test_a_parser_that_breaks_its_worker_is_replaced_by_the_next_one(pool: Parsers, words: str) -> None:
    document = pool.parse(order(words), "a.txt", QUICK if "hang" in words else PATIENT)

    assert "The text that the next parser reads." in document.text
    assert document.metadata["parser"] == "plain"
    assert any("rogue failed" in warning for warning in document.warnings)


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("hang", "document.timeout"),
        ("hang_deaf", "document.timeout"),
        ("hog", "document.memory"),
        ("abort", "document.crashed"),
        ("exit 3", "document.crashed"),
    ],
)
def test_without_another_parser_the_reason_is_told(
    pool: Parsers, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, words: str, code: str
) -> None:
    """The rogue takes the place of the plain parser, so that nothing is left after it."""
    only = tmp_path / "only-1.0.dist-info"
    only.mkdir()
    (only / "METADATA").write_text("Metadata-Version: 2.1\nName: only\nVersion: 1.0\n")
    (only / "entry_points.txt").write_text(
        "[weir.parsers]\nplain = rogue_parser:Rogue\nrogue = rogue_parser:Rogue\n"
    )
    monkeypatch.syspath_prepend(str(tmp_path))

    with Parsers(workers=1, limits=QUICK) as alone:
        with pytest.raises(WeirError) as caught:
            alone.parse(order(words), "a.txt", QUICK if "hang" in words else PATIENT)
        assert caught.value.code == code
        assert caught.value.text("zh") != caught.value.text("en")
        assert alone.parse(b"# the next file", "a.md").title == "the next file"


def test_a_hung_file_costs_no_more_than_its_time(pool: Parsers) -> None:
    started = time.monotonic()
    pool.parse(order("hang_deaf"), "a.txt")

    assert time.monotonic() - started < QUICK.timeout_s + 5


def test_a_worker_cannot_fill_the_disk(pool: Parsers) -> None:
    document = pool.parse(order("fill_disk"), "a.txt", PATIENT)

    assert document.metadata["parser"] == "plain"
    assert "OSError" in document.warnings[0]


def test_chatter_on_standard_output_does_not_confuse_the_answer(pool: Parsers) -> None:
    assert obey(pool, "chatter") == "still here"


def test_a_worker_cannot_reach_even_this_machine_by_network(pool: Parsers) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.2)
        text = obey(pool, f"connect {server.getsockname()[1]}")
        with pytest.raises(TimeoutError):
            server.accept()
    assert "connected" not in text.splitlines()


def test_a_worker_cannot_start_programs(pool: Parsers) -> None:
    assert "spawned" not in obey(pool, "spawn").splitlines()


def test_a_worker_sees_none_of_our_secrets_and_files(pool: Parsers, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-secret")
    with socket.socket() as ours, Parsers(workers=1, limits=QUICK) as fresh:
        os.set_inheritable(ours.fileno(), True)
        assert "KEY" not in obey(fresh, "environment")
        descriptors = eval(obey(fresh, "descriptors"))
    # Standard input, output and error, the channel, and the listing itself; the file is closed by then.
    assert len(descriptors) <= 5


def test_an_answer_beyond_the_limit_is_refused(pool: Parsers) -> None:
    limits = Limits(timeout_s=10, memory_mb=256, max_result_bytes=1 << 20)
    document = pool.parse(order("flood 3000000"), "a.txt", limits)

    assert document.metadata["parser"] == "plain"


def test_text_that_cannot_be_stored_is_cleaned(pool: Parsers) -> None:
    assert obey(pool, "surrogates") == "before after"


def test_a_worker_is_reused_between_files(pool: Parsers) -> None:
    assert obey(pool, "pid") == obey(pool, "pid")


def test_a_worker_that_was_killed_between_files_is_replaced(pool: Parsers) -> None:
    first = int(obey(pool, "pid"))
    os.killpg(first, signal.SIGKILL)
    time.sleep(0.1)

    assert int(obey(pool, "pid")) != first


def test_a_worker_killed_while_it_reads_fails_only_its_file() -> None:
    with Parsers(workers=2, limits=Limits(timeout_s=20)) as pool, ThreadPoolExecutor(2) as threads:
        before = children()
        victim = threads.submit(pool.parse, order("hang"), "victim.txt", Limits(timeout_s=20))
        while not any(os.path.exists(f"{worker.folder}/hanging") for worker in tuple(pool._alive)):
            time.sleep(0.02)
        for pid in children() - before:
            os.killpg(pid, signal.SIGKILL)
        other = pool.parse(handbooks.docx(), "other.docx")

        assert "员工手册" in other.text
        assert victim.result().metadata["parser"] == "plain"


def test_a_cancelled_task_frees_its_worker_at_once() -> None:
    async def cancelled() -> float:
        with Parsers(workers=1) as pool:
            task = asyncio.create_task(pool.parse_async(order("hang"), "a.txt", Limits(timeout_s=60)))
            await asyncio.sleep(1)
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task
            started = time.monotonic()
            await pool.parse_async(b"# next", "a.md")
            return time.monotonic() - started

    assert asyncio.run(cancelled()) < 5


def test_closing_ends_every_worker_even_a_hung_one() -> None:
    before = children()
    pool = Parsers(workers=2, limits=Limits(timeout_s=60))
    with ThreadPoolExecutor(1) as threads:
        hung = threads.submit(pool.parse, order("hang"), "a.txt")
        pool.parse(b"# idle", "a.md")
        time.sleep(0.5)
        pool.close()
        with pytest.raises((WeirError, RuntimeError)):
            hung.result(timeout=10)

    assert children() == before


@pytest.mark.slow
def test_two_hundred_files_leave_no_process_no_descriptor_and_no_folder(tmp_path: Path) -> None:
    before, open_files = children(), len(os.listdir("/proc/self/fd"))
    orders = ["abort", "exit 1", "pid", "chatter"]
    with Parsers(workers=2, limits=QUICK) as pool, ThreadPoolExecutor(2) as threads:
        jobs = [
            threads.submit(pool.parse, order(orders[number % 16]) if number % 16 < 4 else make(), name)
            for number in range(200 // len(handbooks.EVERY_KIND) + 1)
            for name, make in handbooks.EVERY_KIND.items()
        ]
        assert len(jobs) >= 200
        results = [job.exception() for job in jobs]
        folders = [worker.folder for worker in pool._alive]

    assert all(error is None or isinstance(error, WeirError) for error in results)
    assert sum(error is None for error in results) > len(results) * 0.9
    assert children() == before
    assert len(os.listdir("/proc/self/fd")) <= open_files
    assert folders
    assert not any(os.path.exists(folder) for folder in folders)


def test_a_worker_ends_and_cleans_up_when_its_server_is_killed() -> None:
    script = (
        "import time; from weir.documents import Parsers; pool = Parsers(1); pool.parse(b'# a', 'a.md');"
        "print(*[(w.process.pid, w.folder) for w in pool._alive], flush=True); time.sleep(60)"
    )
    server = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True)
    assert server.stdout
    worker, folder = eval(server.stdout.readline())
    server.kill()
    server.wait()

    for _ in range(100):
        status = Path(f"/proc/{worker}/stat")
        if not status.exists() or "Z" in status.read_text().split()[2]:
            break
        time.sleep(0.05)
    else:
        pytest.fail("the worker outlived its server")
    assert not os.path.exists(folder)


@pytest.mark.skipif(os.getuid() != 0, reason="only root can become somebody else")
def test_files_are_read_by_a_normal_user_too() -> None:
    done = as_nobody("from weir.documents import parse; print(parse('# 普通用户'.encode(), 'a.md').title)")

    assert done.stdout.strip() == "普通用户", done.stderr


def as_nobody(script: str) -> subprocess.CompletedProcess[str]:
    """Run a script as a user without rights, with this Python or the system's where that is root's own."""
    version = f"python{sys.version_info.major}.{sys.version_info.minor}"
    path = [str(Path(weir.__file__).parents[1]), *(entry for entry in sys.path if "site-packages" in entry)]
    environment = {"PYTHONPATH": os.pathsep.join(path), "PYTHONUTF8": "1"}

    def run(python: str, code: str) -> subprocess.CompletedProcess[str]:
        command = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", python, "-c", code]
        return subprocess.run(
            command, env=environment, cwd="/", check=False, capture_output=True, text=True, timeout=60
        )

    probe = "import subprocess, sys, orjson, weir; subprocess.run([sys.executable, '-c', ''], check=True)"
    for python in (sys.executable, f"/usr/bin/{version}"):
        if run(python, probe).returncode == 0:
            return run(python, script)
    pytest.skip("this Python or this checkout is open to root only")


def test_a_path_and_bytes_give_the_same_document(tmp_path: Path) -> None:
    file = tmp_path / "手册.docx"
    file.write_bytes(handbooks.docx())

    assert parse(file) == parse(file.read_bytes(), "手册.docx")


async def test_the_event_loop_runs_on_while_a_file_is_read() -> None:
    ticks = 0

    async def tick() -> None:
        nonlocal ticks
        while True:
            ticks += 1
            await asyncio.sleep(0.001)

    ticking = asyncio.create_task(tick())
    document = await parse_async(handbooks.pdf([["第一页", "内容"]] * 10), "a.pdf")
    ticking.cancel()

    assert document.pages == 10
    assert ticks > 10


def test_a_worker_serves_file_after_file_and_ends_when_nobody_needs_it() -> None:
    with Parsers(workers=1, idle_s=0.3) as pool:
        pool.parse(handbooks.docx(), "a.docx")
        (first,) = pool._alive
        pool.parse(handbooks.docx(), "b.docx")
        assert pool._alive == {first}
        first.process.wait(20)
        assert pool.parse(handbooks.docx(), "c.docx").elements
