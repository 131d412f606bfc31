"""Durable jobs inside one process."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import create_engine, event, text

from weir.core.errors import WeirError, error_kind
from weir.core.jobs import JobContext, Jobs

BROKEN = error_kind(
    "test.broken", 400, en="{name} is broken.", zh="{name} 坏了。", do_en="Mend it.", do_zh="修。"
)


class Tally:
    """What the steps of a test did."""

    def __init__(self) -> None:
        self.ran: Counter[str] = Counter()
        self.broken = True
        self.gate = threading.Event()


@pytest.fixture
def tally() -> Tally:
    return Tally()


@pytest.fixture
def jobs(store_url: str, tally: Tally) -> Iterator[Jobs]:
    jobs = Jobs(store_url, concurrency=2)

    def mark(key: str) -> str:
        tally.ran[key] += 1
        return key

    def mend() -> None:
        mark("second")
        if tally.broken:
            raise BROKEN(name="the file")

    def two(job: JobContext, **_: Any) -> None:
        job.step("first", mark, "first")
        job.step("second", mend)
        job.step("third", mark, "third")

    def slow(job: JobContext, steps: int = 10_000) -> None:
        for number in range(steps):
            job.step(f"step {number}", mark, "slow")
            job.progress(number + 1, steps, f"at {number}")
            job.wait(0.01)

    def gated(job: JobContext) -> None:
        mark("gated")
        tally.gate.wait(10)

    def shapes(job: JobContext) -> None:
        tally.ran[json.dumps(job.step("tuple", lambda: (1, {"a": None})))] += 1

    def unjsonable(job: JobContext) -> None:
        job.step("object", object)

    def stalled(job: JobContext) -> None:
        job.stall("the endpoint asks us to wait", "端点要求稍候")
        while not tally.gate.wait(0.02):
            job.check()
        job.progress(1, 1)

    def threaded(job: JobContext) -> None:
        errors: list[BaseException] = []

        def elsewhere() -> None:
            try:
                job.step("elsewhere", mark, "elsewhere")
            except BaseException as error:
                errors.append(error)

        thread = threading.Thread(target=elsewhere)
        thread.start()
        thread.join()
        raise errors[0]

    handlers = [two, slow, gated, shapes, unjsonable, stalled, threaded]
    for handler in handlers:
        jobs.register(handler.__name__, handler)
    jobs.launch()
    yield jobs
    tally.gate.set()
    jobs.close()


def until(condition: Any, seconds: float = 10.0) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.02)


def test_importing_jobs_does_not_import_dbos() -> None:
    code = "import sys, weir.core.jobs; sys.exit('dbos' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_a_job_runs_its_steps_and_is_done(jobs: Jobs, tally: Tally) -> None:
    tally.broken = False
    job = jobs.start("two", {}, owner="alice")
    assert job.status in ("queued", "running")
    assert jobs.wait(job.id, 10).status == "done"
    assert tally.ran == {"first": 1, "second": 1, "third": 1}


def test_a_job_starts_without_waiting_for_a_poll(jobs: Jobs, tally: Tally) -> None:
    tally.broken = False
    jobs.wait(jobs.start("two", {}, owner="alice").id, 10)  # warm
    started = time.monotonic()
    assert jobs.wait(jobs.start("two", {}, owner="alice").id, 10).status == "done"
    assert time.monotonic() - started < 0.8


def test_the_same_id_starts_one_job(jobs: Jobs, tally: Tally) -> None:
    tally.broken = False
    first = jobs.start("two", {}, owner="alice", id="job_1")
    jobs.wait(first.id, 10)
    again = jobs.start("two", {"other": 1}, owner="bob", id="job_1")
    assert (again.status, again.owner, tally.ran["first"]) == ("done", "alice", 1)


def test_an_id_of_another_kind_of_job_is_a_conflict(jobs: Jobs) -> None:
    jobs.start("stalled", {}, owner="alice", id="job_1")
    with pytest.raises(WeirError) as caught:
        jobs.start("two", {}, owner="alice", id="job_1")
    assert caught.value.code == "jobs.conflict"


def test_a_kind_without_handler_is_refused_at_the_door(jobs: Jobs) -> None:
    with pytest.raises(WeirError) as caught:
        jobs.start("nobody", {}, owner="alice")
    assert caught.value.code == "jobs.not_registered"


def test_an_unknown_job_is_not_found(jobs: Jobs) -> None:
    for call in (jobs.get, jobs.cancel, jobs.resume):
        with pytest.raises(WeirError) as caught:
            call("job_nobody")
        assert caught.value.code == "jobs.unknown"


def test_a_failure_says_why_in_both_languages(jobs: Jobs) -> None:
    job = jobs.wait(jobs.start("two", {}, owner="alice").id, 10)
    assert job.status == "failed"
    assert job.error is not None
    assert job.error.code == "test.broken"
    assert (job.error.text("en"), job.error.text("zh")) == ("the file is broken.", "the file 坏了。")
    assert job.error.remedy("en") == "Mend it."


def test_a_resumed_job_goes_on_at_the_step_that_failed(jobs: Jobs, tally: Tally) -> None:
    job = jobs.wait(jobs.start("two", {}, owner="alice").id, 10)
    assert job.status == "failed"
    tally.broken = False
    jobs.resume(job.id)
    assert jobs.wait(job.id, 10).status == "done"
    assert tally.ran == {"first": 1, "second": 2, "third": 1}


def test_an_unexpected_exception_becomes_a_step_error_with_its_type(jobs: Jobs) -> None:
    job = jobs.wait(jobs.start("unjsonable", {}, owner="alice").id, 10)
    assert job.error is not None
    assert job.error.code == "jobs.step_failed"
    assert "TypeError" in job.error.en


def test_a_result_is_what_json_makes_of_it_the_first_time_too(jobs: Jobs, tally: Tally) -> None:
    jobs.wait(jobs.start("shapes", {}, owner="alice").id, 10)
    assert tally.ran == {'[1, {"a": null}]': 1}


def test_a_running_job_is_cancelled_at_its_next_step(jobs: Jobs, tally: Tally) -> None:
    job = jobs.start("slow", {}, owner="alice")
    until(lambda: tally.ran["slow"] > 2)
    jobs.cancel(job.id)
    assert jobs.wait(job.id, 5).status == "cancelled"
    ran = tally.ran["slow"]
    time.sleep(0.1)
    assert tally.ran["slow"] == ran


def test_a_cancelled_job_can_be_resumed_where_it_stopped(jobs: Jobs, tally: Tally) -> None:
    job = jobs.start("slow", {"steps": 30}, owner="alice")
    until(lambda: tally.ran["slow"] > 5)
    jobs.cancel(job.id)
    assert jobs.wait(job.id, 5).status == "cancelled"
    jobs.resume(job.id)
    assert jobs.wait(job.id, 10).status == "done"
    assert tally.ran["slow"] == 30


def test_a_queued_job_is_cancelled_before_it_starts(jobs: Jobs, tally: Tally) -> None:
    running = [jobs.start("gated", {}, owner="alice") for _ in range(2)]
    until(lambda: tally.ran["gated"] == 2)
    waiting = jobs.start("gated", {}, owner="alice")
    assert jobs.cancel(waiting.id).status == "cancelled"
    tally.gate.set()
    assert {jobs.wait(job.id, 10).status for job in running} == {"done"}
    assert tally.ran["gated"] == 2


def test_no_more_jobs_run_at_once_than_allowed(jobs: Jobs, tally: Tally) -> None:
    started = [jobs.start("gated", {}, owner="alice") for _ in range(5)]
    until(lambda: tally.ran["gated"] == 2)
    time.sleep(0.5)
    assert tally.ran["gated"] == 2
    assert len(jobs.list(status="queued")) == 3
    tally.gate.set()
    assert {jobs.wait(job.id, 10).status for job in started} == {"done"}


def test_a_stall_has_a_reason_in_both_languages_until_the_job_moves(jobs: Jobs, tally: Tally) -> None:
    job = jobs.start("stalled", {}, owner="alice")
    until(lambda: jobs.get(job.id).reason is not None)
    assert jobs.get(job.id).reason == {"en": "the endpoint asks us to wait", "zh": "端点要求稍候"}
    tally.gate.set()
    assert jobs.wait(job.id, 5).reason is None


def test_a_step_outside_the_thread_of_its_job_is_refused(jobs: Jobs, tally: Tally) -> None:
    job = jobs.wait(jobs.start("threaded", {}, owner="alice").id, 10)
    assert job.error is not None
    assert job.error.code == "jobs.outside"
    assert tally.ran["elsewhere"] == 0


def test_jobs_are_listed_newest_first_and_by_owner(jobs: Jobs, tally: Tally) -> None:
    tally.broken = False
    for owner in ("alice", "bob", "alice"):
        jobs.wait(jobs.start("two", {}, owner=owner).id, 10)
        time.sleep(0.002)
    everything = jobs.list()
    assert [job.owner for job in everything] == ["alice", "bob", "alice"]
    assert [job.owner for job in jobs.list(owner="bob")] == ["bob"]
    assert jobs.list(before=everything[1].created_at) == everything[2:]


def test_old_finished_jobs_can_be_forgotten(jobs: Jobs, tally: Tally) -> None:
    tally.broken = False
    job = jobs.wait(jobs.start("two", {}, owner="alice").id, 10)
    assert jobs.forget(before=job.updated_at) == 0
    assert jobs.forget(before=job.updated_at + 1) == 1
    assert jobs.list() == []


def test_closing_suspends_a_job_and_the_next_launch_goes_on(jobs: Jobs, tally: Tally, store_url: str) -> None:
    job = jobs.start("slow", {"steps": 40}, owner="alice")
    until(lambda: tally.ran["slow"] > 5)
    jobs.close()
    seen = tally.ran["slow"]

    later = Jobs(store_url)
    suspended = later.get(job.id)
    assert suspended.status == "queued"
    assert suspended.reason is not None
    later.register("slow", jobs._handlers["slow"])
    later.launch()
    try:
        assert later.wait(job.id, 10).status == "done"
    finally:
        later.close()
    assert tally.ran["slow"] == 40 > seen


def test_a_job_survives_the_loss_of_its_servers_lock(jobs: Jobs, tally: Tally, store_url: str) -> None:
    if store_url.startswith("sqlite"):
        pytest.skip("the lock of a file is lost with the process only")
    job = jobs.start("slow", {"steps": 60}, owner="alice")
    until(lambda: tally.ran["slow"] > 5)
    engine = create_engine(store_url.replace("postgresql:", "postgresql+psycopg:"))
    with engine.connect() as connection:
        query = "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND objsubid = 2"
        assert connection.execute(text(query)).scalars().all() == [True]
    engine.dispose()
    assert jobs.wait(job.id, 20).status == "done"
    assert tally.ran["slow"] in (60, 61)


def test_a_full_disk_is_a_clear_error_and_running_jobs_wait_for_room(
    jobs: Jobs, tally: Tally, store_url: str
) -> None:
    if not store_url.startswith("sqlite"):
        pytest.skip("the disk of a database server is its own")
    running = jobs.start("gated", {}, owner="alice")
    until(lambda: tally.ran["gated"] == 1)
    with jobs._ledger.engine.connect() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar()
    make_room = fill_the_disk(jobs, pages)
    with pytest.raises(WeirError) as caught:
        start_many(jobs)
    assert caught.value.code == "jobs.unavailable"
    make_room()
    tally.gate.set()
    assert jobs.wait(running.id, 10).status == "done"


def start_many(jobs: Jobs) -> None:
    for _ in range(100):
        jobs.start("gated", {"padding": "x" * 4000}, owner="alice")


def fill_the_disk(jobs: Jobs, pages: Any) -> Any:
    """Give the file of the jobs no room to grow; call the result to give it room again."""
    engine = jobs._ledger.engine
    engine.dispose()

    def full(connection: Any, *_: Any) -> None:
        connection.execute(f"PRAGMA max_page_count={pages}")

    event.listen(engine, "connect", full)

    def room() -> None:
        event.remove(engine, "connect", full)
        engine.dispose()

    return room


def test_a_process_launches_jobs_once(jobs: Jobs, store_url: str) -> None:
    other = Jobs(store_url)
    with pytest.raises(WeirError) as caught:
        other.launch()
    assert caught.value.code == "jobs.launched"
    other.close()
