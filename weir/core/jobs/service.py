"""Durable jobs: start, follow, cancel, resume."""

from __future__ import annotations

import builtins
import threading
import time
from collections.abc import Iterable, Mapping
from typing import Any

from weir.core.ids import new_id
from weir.core.jobs.job import CONFLICT, LAUNCHED, NOT_REGISTERED, UNKNOWN, Job, Status
from weir.core.jobs.ledger import Ledger
from weir.core.jobs.place import place_of
from weir.core.jobs.runner import Handler, Runner

_launched = threading.Lock()


class Jobs:
    """The jobs of one store.

    Any process may start, follow and cancel jobs; a process that called `launch` also runs them, one
    such object a process. All methods are short and may be called from any thread; on an event loop
    wrap them in ``asyncio.to_thread``. The example runs a job of two steps::

        jobs = Jobs("sqlite:////home/me/.weir/weir.db")
        jobs.register("greet", lambda job, who: job.step("hello", print, f"hello {who}"))
        jobs.launch()
        job = jobs.start("greet", {"who": "world"}, owner="alice")
        jobs.wait(job.id)
        jobs.close()
    """

    def __init__(self, store_url: str, *, concurrency: int = 4) -> None:
        """`store_url` is that of the store; `concurrency` is the number of jobs run here at once."""
        self._place = place_of(store_url)
        self._ledger = Ledger(self._place)
        self._concurrency = concurrency
        self._handlers: dict[str, Handler] = {}
        self._runner: Runner | None = None

    def register(self, name: str, handler: Handler) -> None:
        """Let `handler(context, **args)` run jobs of the kind `name`; before `launch`."""
        if self._runner is not None:
            raise LAUNCHED()
        self._handlers[name] = handler

    def launch(self) -> None:
        """Run jobs in this process, those first that a crash interrupted."""
        if not _launched.acquire(blocking=False):
            raise LAUNCHED()
        runner = Runner(self._place, self._ledger, self._handlers, self._concurrency)
        try:
            runner.start()
        except BaseException:
            _launched.release()
            raise
        self._runner = runner

    def start(self, name: str, args: Mapping[str, Any], *, owner: str, id: str | None = None) -> Job:
        """Queue a job and return it; the same `id` again gives the job that exists.

        `args` must be JSON. Raises ``jobs.conflict`` if `id` belongs to a job of another kind and
        ``jobs.not_registered`` if this process runs jobs but none of this kind.
        """
        if self._runner is not None and name not in self._handlers:
            raise NOT_REGISTERED(name=name)
        id = id or new_id("job")
        added = self._ledger.add(id, name, args, owner)
        job = self.get(id)
        if not added and job.name != name:
            raise CONFLICT(id=id, name=job.name)
        self._wake()
        return job

    def get(self, id: str) -> Job:
        """The job as it is now; raises ``jobs.unknown``."""
        job = self._ledger.get(id)
        if job is None:
            raise UNKNOWN(id=id)
        return job

    def list(
        self,
        *,
        owner: str | None = None,
        status: Status | None = None,
        limit: int = 100,
        before: int | None = None,
    ) -> builtins.list[Job]:
        """Jobs, newest first; `before` (a `created_at`) turns the page."""
        return self._ledger.list(owner, status, limit, before)

    def cancel(self, id: str) -> Job:
        """End a queued job now and a running one at its next step; a finished one stays as it is."""
        self.get(id)
        self._ledger.ask_to_cancel(id)
        if self._runner is not None:
            self._runner.cancel(id)
        return self.get(id)

    def resume(self, id: str) -> Job:
        """Queue a failed or cancelled job again: it goes on at its first unfinished step."""
        self.get(id)
        self._ledger.requeue(id)
        self._wake()
        return self.get(id)

    def wait(self, id: str, timeout_s: float | None = None) -> Job:
        """Block until the job has finished or the time is over; the job as it is then."""
        deadline = None if timeout_s is None else time.monotonic() + timeout_s
        while True:
            job = self.get(id)
            if job.finished or (deadline is not None and time.monotonic() > deadline):
                return job
            time.sleep(0.02)

    def forget(self, before: int) -> int:
        """Delete the records of jobs that ended before `before` (milliseconds since the epoch)."""
        return self._ledger.forget(before)

    def rows(self) -> builtins.list[dict[str, Any]]:
        """Every record as it is kept, for a backup."""
        return self._ledger.rows()

    def load(self, rows: Iterable[Mapping[str, Any]]) -> None:
        """Take the records of a backup; what was running waits in the queue and starts anew."""
        self._ledger.load(rows)

    def close(self, timeout_s: float = 10.0) -> None:
        """Stop: running jobs are suspended at their next step and go on at the next launch.

        A step that takes longer than `timeout_s` is not waited for here, but Python waits for its thread
        when the process exits.
        """
        if self._runner is not None:
            self._runner.close(timeout_s)
            self._runner = None
            _launched.release()
        self._ledger.close()

    def _wake(self) -> None:
        if self._runner is not None:
            self._runner.wake()
