"""The runner: claims queued jobs for this server, runs their handlers, keeps the ledger up to date."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Concatenate

from weir.core.errors import WeirError
from weir.core.jobs.context import JobCancelled, JobContext, JobSuspended
from weir.core.jobs.job import CRASHED, FAILED, Job, JobError, Status
from weir.core.jobs.ledger import Ledger
from weir.core.jobs.place import Place
from weir.core.jobs.slots import Slots

if TYPE_CHECKING:
    from weir.core.jobs.journal import Journal

log = logging.getLogger(__name__)

Handler = Callable[Concatenate[JobContext, ...], object]

_TICK_S = 0.2  # between two looks at progress and cancellation while a job runs
_IDLE_S = 1.0  # between two looks for jobs that another process queued
_SWEEP_S = 2.0  # between two looks for dead servers
_ATTEMPTS = 5  # claims without progress before a job counts as the one that kills the server


class Runner:
    """One thread that hands jobs to the journal's worker threads, at most `concurrency` at once."""

    def __init__(
        self, place: Place, ledger: Ledger, handlers: Mapping[str, Handler], concurrency: int
    ) -> None:
        self._place = place
        self._ledger = ledger
        self._handlers = handlers
        self._concurrency = concurrency
        self._slots = Slots(place, ledger.engine)
        self._active: dict[str, JobContext] = {}
        self._jobs: dict[str, Job] = {}
        self._finished: set[str] = set()
        self._lock = threading.Lock()
        self._wake = threading.Event()
        self._closing = threading.Event()
        self._ready = threading.Event()
        self._failure: BaseException | None = None
        self._swept = 0.0
        self._journal: Journal
        self._thread = threading.Thread(target=self._run, name="weir-jobs", daemon=True)

    def start(self) -> None:
        """Start the thread and return when jobs can run; raises what kept them from it."""
        self._thread.start()
        self._ready.wait()
        if self._failure is not None:
            raise self._failure

    def wake(self) -> None:
        self._wake.set()

    def cancel(self, id: str) -> None:
        """Tell a handler of this process without waiting for the next tick."""
        with self._lock:
            context = self._active.get(id)
        if context is not None:
            context.cancel()

    def close(self, timeout_s: float) -> None:
        """Suspend what runs, wait at most `timeout_s` for it, and free the slot."""
        self._closing.set()
        self._suspend_all()
        deadline = time.monotonic() + timeout_s
        while self._active and time.monotonic() < deadline:
            time.sleep(0.01)
        self.wake()
        self._thread.join()

    # The runner's thread

    def _run(self) -> None:
        try:
            self._open()
        except BaseException as error:
            self._failure = error
            return
        finally:
            self._ready.set()
        while not self._closing.is_set():
            try:
                self._tick()
            except Exception:
                log.exception("the runner of jobs goes on after an error")
                self._closing.wait(_IDLE_S)
            self._wake.wait(_TICK_S if self._active or self._finished else _IDLE_S)
            self._wake.clear()
        self._shut()

    def _open(self) -> None:
        from weir.core.jobs.journal import Journal  # imports DBOS: 0.4 s

        self._server, self._held = self._slots.take()
        self._journal = Journal(self._place, self._server, self._execute)
        self._ledger.release_server(self._server)

    def _shut(self) -> None:
        self._report_progress()
        for context in list(self._active.values()):
            self._ledger.release(context.id, context.claim)
        self._journal.close()
        self._held.release()

    def _tick(self) -> None:
        self._report_progress()
        for id in list(self._finished):
            if self._journal.forget(id):
                self._finished.discard(id)
        if time.monotonic() - self._swept > _SWEEP_S:
            self._sweep()
        while len(self._active) < self._concurrency and not self._closing.is_set() and self._claim():
            pass

    def _report_progress(self) -> None:
        with self._lock:
            active = list(self._active.values())
        for context in active:
            report = context.take_report()
            if report is not None and not self._ledger.report(context.id, context.claim, *report):
                context.suspend()
        if active:
            for id in self._ledger.asked_to_cancel(context.id for context in active):
                self.cancel(id)

    def _sweep(self) -> None:
        """Give back the jobs of servers that died, and mind our own lock."""
        self._swept = time.monotonic()
        if not self._held.held():
            log.error("the lock of this server was lost; its jobs are suspended and claimed anew")
            self._suspend_all()
            self._server, self._held = self._slots.take()
        for server in self._ledger.running_servers() - {self._server}:
            with self._slots.while_dead(server) as dead:
                if dead:
                    self._ledger.release_server(server)

    def _claim(self) -> bool:
        """Claim and start one job; False when none waits."""
        claimed = self._ledger.claim(self._server, self._handlers)
        if claimed is None:
            return False
        job, claim, attempts = claimed
        if attempts > _ATTEMPTS:
            error = JobError.of(CRASHED(attempts=_ATTEMPTS))
            self._ledger.finish(job.id, claim, "failed", error)
            return True
        with self._lock:
            self._jobs[job.id] = job
            self._active[job.id] = JobContext(job.id, job.owner, claim, self._journal)
        try:
            self._journal.run(job.id)
        except BaseException:
            self._drop(self._active[job.id])
            self._ledger.release(job.id, claim)
            raise
        return True

    def _drop(self, context: JobContext) -> None:
        with self._lock:
            if self._active.get(context.id) is context:  # else it was claimed anew meanwhile
                del self._active[context.id]
                self._jobs.pop(context.id, None)

    def _suspend_all(self) -> None:
        with self._lock:
            for context in self._active.values():
                context.suspend()

    # A worker thread of the journal

    def _execute(self, id: str) -> None:
        """Run the handler of a claimed job and record how it ended."""
        with self._lock:
            job, context = self._jobs.pop(id, None), self._active.get(id)
        if job is None or context is None:
            raise JobSuspended(id)  # left over from another claim: whoever holds the present one runs it
        try:
            status, error = self._outcome(job, context)
            self._insist(lambda: self._end(context, status, error))
        except JobSuspended:
            self._insist(lambda: self._ledger.release(id, context.claim))
            raise  # past DBOS, which records the outcome of an `Exception` only: the job is unfinished
        finally:
            self._drop(context)
            self.wake()

    def _outcome(self, job: Job, context: JobContext) -> tuple[Status, JobError | None]:
        try:
            self._handlers[job.name](context, **job.args)
        except JobCancelled:
            return "cancelled", None
        except WeirError as error:
            return "failed", JobError.of(error)
        except (Exception, SystemExit) as error:
            log.warning("job %s (%s) failed", job.id, job.name, exc_info=True)
            return "failed", JobError.of(FAILED(what=f"{type(error).__name__}: {error}"))
        return "done", None

    def _insist(self, write: Callable[[], object]) -> None:
        """Write to the ledger, however long it takes: a disk that is full now may have room later."""
        while True:
            try:
                write()
            except WeirError:
                log.warning("the end of a job waits to be recorded", exc_info=True)
            else:
                return
            if self._closing.wait(_IDLE_S):
                return  # the next launch finds the job as running on a dead server

    def _end(self, context: JobContext, status: Status, error: JobError | None) -> None:
        report = context.take_report()
        if report is not None:
            self._ledger.report(context.id, context.claim, *report)
        if self._ledger.finish(context.id, context.claim, status, error) and status == "done":
            self._finished.add(context.id)
