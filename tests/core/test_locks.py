"""SQLite's locks are those of a process: opening a database again must not lose them to other processes."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from pathlib import Path

from weir.core.jobs import Jobs
from weir.core.store import Store

# A process that opens the database, reads, and as the last one to leave would delete the log.
VISITOR = """
import sqlite3, sys
connection = sqlite3.connect(sys.argv[1])
connection.execute("PRAGMA user_version").fetchone()
connection.close()
"""


def test_a_visitor_does_not_take_the_log_of_jobs_from_a_process_that_opened_them_twice(home: Path) -> None:
    url = f"sqlite:///{home / 'weir.db'}"
    Store.open(url).close()
    first = Jobs(url)
    first.start("x", {}, owner="a", id="job_1")
    second = Jobs(url)
    subprocess.run([sys.executable, "-c", VISITOR, str(home / "weir-jobs.db")], check=True)
    first.start("x", {}, owner="a", id="job_2")
    assert {job.id for job in second.list()} == {"job_1", "job_2"}
    with sqlite3.connect(home / "weir-jobs.db") as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def test_a_visitor_does_not_take_the_log_of_a_store_that_was_opened_twice(home: Path) -> None:
    url = f"sqlite:///{home / 'weir.db'}"
    first = Store.open(url)
    with first.write() as connection:
        connection.exec_driver_sql("CREATE TABLE marks (number INTEGER)")
    second = Store.open(url)
    log = home / "weir.db-wal"
    before = log.stat().st_ino
    subprocess.run([sys.executable, "-c", VISITOR, str(home / "weir.db")], check=True)
    assert log.exists(), "the log was deleted under an open store"
    assert log.stat().st_ino == before
    with second.write() as connection:
        connection.exec_driver_sql("INSERT INTO marks VALUES (1)")
    with first.read() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM marks").scalar() == 1
    second.close()
    first.close()
