"""Durable jobs across processes: crashes, two servers, a reader that runs nothing."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from weir.core.jobs import Job, Jobs

WORKER = Path(__file__).with_name("job_worker.py")

Server = Callable[..., "subprocess.Popen[str]"]


@pytest.fixture
def server(store_url: str) -> Iterator[Server]:
    """Start a server process on the store; all are stopped at the end."""
    started: list[subprocess.Popen[str]] = []

    def start(concurrency: int = 4) -> subprocess.Popen[str]:
        command = [sys.executable, str(WORKER), store_url, str(concurrency)]
        process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        started.append(process)
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        return process

    yield start
    for process in started:
        process.kill()
        process.wait()
        assert process.stdout is not None
        process.stdout.close()


@pytest.fixture
def jobs(store_url: str) -> Iterator[Jobs]:
    """The jobs as a process sees them that runs none."""
    jobs = Jobs(store_url)
    yield jobs
    jobs.close()


def until(condition: Callable[[], Any], seconds: float = 20.0) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.02)


def steps_done(log: Path) -> list[int]:
    return [int(line.split()[0]) for line in log.read_text().splitlines()] if log.exists() else []


def start(jobs: Jobs, log: Path, steps: int = 200, pause: float = 0.005, **options: Any) -> Job:
    return jobs.start("count", {"steps": steps, "pause": pause, "log": str(log)}, owner="alice", **options)


def test_after_kill_9_only_the_step_in_flight_runs_again(server: Server, jobs: Jobs, tmp_path: Path) -> None:
    log = tmp_path / "log"
    first = server()
    job = start(jobs, log)
    until(lambda: len(steps_done(log)) > 70)
    first.send_signal(signal.SIGKILL)
    first.wait()
    at_the_kill = len(steps_done(log))
    assert jobs.get(job.id).status == "running"

    server()
    assert jobs.wait(job.id, 20).status == "done"
    counted = Counter(steps_done(log))
    assert sorted(counted) == list(range(200))
    twice = [step for step, times in counted.items() if times > 1]
    assert len(twice) <= 1
    assert all(counted[step] == 2 and step == at_the_kill - 1 for step in twice)


def test_progress_is_visible_from_another_process(server: Server, jobs: Jobs, tmp_path: Path) -> None:
    server()
    job = start(jobs, tmp_path / "log", steps=100, pause=0.02)
    until(lambda: 0 < jobs.get(job.id).done < 100)
    seen = jobs.get(job.id)
    assert (seen.status, seen.total) == ("running", 100)
    assert seen.note == f"step {seen.done - 1}"


def test_a_job_is_cancelled_from_another_process(server: Server, jobs: Jobs, tmp_path: Path) -> None:
    log = tmp_path / "log"
    server()
    job = start(jobs, log, steps=10_000)
    until(lambda: len(steps_done(log)) > 3)
    jobs.cancel(job.id)
    assert jobs.wait(job.id, 5).status == "cancelled"


def test_two_servers_on_one_store_share_the_work_and_run_no_job_twice(
    server: Server, jobs: Jobs, tmp_path: Path
) -> None:
    servers = [server(2), server(2)]
    started = [start(jobs, tmp_path / f"log{number}", steps=20, pause=0.02) for number in range(12)]
    for job in started:
        assert jobs.wait(job.id, 30).status == "done"
    ran: Counter[int] = Counter()
    for number in range(12):
        lines = (tmp_path / f"log{number}").read_text().splitlines()
        assert [int(line.split()[0]) for line in lines] == list(range(20))
        (process,) = {int(line.split()[1]) for line in lines}
        ran[process] += 1
    assert set(ran) == {process.pid for process in servers}


def test_a_living_server_takes_over_what_a_dead_one_left(server: Server, jobs: Jobs, tmp_path: Path) -> None:
    log = tmp_path / "log"
    first = server()
    job = start(jobs, log, steps=150, pause=0.01)
    until(lambda: len(steps_done(log)) > 10)
    server()
    first.kill()
    assert jobs.wait(job.id, 20).status == "done"
    assert sorted(Counter(steps_done(log))) == list(range(150))
    assert len(steps_done(log)) <= 151


def test_starting_a_second_server_does_not_disturb_the_jobs_of_the_first(
    server: Server, jobs: Jobs, tmp_path: Path
) -> None:
    log = tmp_path / "log"
    first = server()
    job = start(jobs, log, steps=120, pause=0.01)
    until(lambda: len(steps_done(log)) > 10)
    server()
    assert jobs.wait(job.id, 20).status == "done"
    assert steps_done(log) == list(range(120))
    assert {line.split()[1] for line in log.read_text().splitlines()} == {str(first.pid)}


def test_a_server_told_to_stop_gives_its_jobs_back(server: Server, jobs: Jobs, tmp_path: Path) -> None:
    log = tmp_path / "log"
    first = server()
    job = start(jobs, log, steps=100, pause=0.01)
    until(lambda: len(steps_done(log)) > 10)
    assert first.stdin is not None
    first.stdin.close()
    assert first.wait(10) == 0
    assert jobs.get(job.id).status == "queued"
    server()
    assert jobs.wait(job.id, 20).status == "done"
    assert steps_done(log) == list(range(100))


@pytest.mark.slow
def test_a_job_that_kills_its_server_every_time_is_given_up(server: Server, jobs: Jobs) -> None:
    job = jobs.start("die", {}, owner="alice")
    for _ in range(6):
        process = subprocess_until_dead(server)
        if process == 0 or jobs.get(job.id).finished:
            break
    failed = jobs.wait(job.id, 10)
    assert failed.status == "failed"
    assert failed.error is not None
    assert failed.error.code == "jobs.crashed"


def subprocess_until_dead(server: Server) -> int:
    """Start a server and give the exit status if it dies within three seconds, else 0."""
    try:
        process = server()
    except AssertionError:
        return 9  # it died before it could say that it was ready
    try:
        return process.wait(3)
    except subprocess.TimeoutExpired:
        return 0


def test_the_file_of_the_jobs_is_for_this_account_alone(store_url: str, jobs: Jobs) -> None:
    if not store_url.startswith("sqlite"):
        pytest.skip("a question of SQLite's files")
    folder = Path(store_url.removeprefix("sqlite:///")).parent
    (file,) = folder.glob("*-jobs.db")
    assert os.stat(file).st_mode & 0o077 == 0
