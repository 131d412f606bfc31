"""What a handler holds while its job runs."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Protocol, TypeVar

import orjson

Result = TypeVar("Result")


class JobCancelled(BaseException):
    """Raised inside a handler whose job was cancelled. Let it pass; clean up in ``finally``."""


class JobSuspended(BaseException):
    """Raised inside a handler whose server is closing or lost the job. Let it pass: the job goes on later."""


class Steps(Protocol):
    """The part of the journal that a handler uses."""

    def step(
        self, id: str, key: str, function: Callable[..., Result], args: tuple[object, ...]
    ) -> Result: ...


class JobContext:
    """Handed to the handler as its first argument; use it in the handler's own thread."""

    def __init__(self, id: str, owner: str, claim: str, steps: Steps) -> None:
        self.id = id
        self.owner = owner
        self.claim = claim
        self._steps = steps
        self._lock = threading.Lock()
        self._cancel = threading.Event()
        self._suspend = threading.Event()
        self._done, self._total, self._note = 0, 0, ""
        self._reason: str | None = None
        self._changed = False

    def step(self, key: str, function: Callable[..., Result], *args: object) -> Result:
        """Run `function(*args)` and record its result under `key`; a recorded step is not run again.

        A job that goes on after a crash calls its handler from the top, so the handler must ask for the
        same steps in the same order. The step in flight at a crash runs twice: `function` must bear that.
        The result must be JSON (what comes back is what JSON makes of it: a tuple is a list). An error is
        recorded too: a `WeirError` is raised as it was, any other becomes ``jobs.step_failed``.
        """
        self.check()
        return self._steps.step(self.id, key, function, args)

    def progress(self, done: int, total: int = 0, note: str = "") -> None:
        """Say how far the job is; costs a microsecond, is written for others five times a second at most."""
        with self._lock:
            self._done, self._total, self._note, self._reason = done, total, note, None
            self._changed = True
        self.check()

    def stall(self, en: str, zh: str) -> None:
        """Say why the job does not move; the next `progress` clears it."""
        with self._lock:
            self._reason = orjson.dumps({"en": en, "zh": zh}).decode()
            self._changed = True
        self.check()

    @property
    def cancelled(self) -> bool:
        """Somebody asked to cancel the job."""
        return self._cancel.is_set()

    def check(self) -> None:
        """Stop here if the job was cancelled or the server is closing; `step` and `progress` call it."""
        if self._cancel.is_set():
            raise JobCancelled(self.id)
        if self._suspend.is_set():
            raise JobSuspended(self.id)

    def wait(self, seconds: float) -> None:
        """Sleep, but wake up to `check`."""
        if not self._cancel.wait(0):
            self._suspend.wait(seconds)
        self.check()

    def cancel(self) -> None:
        self._cancel.set()

    def suspend(self) -> None:
        self._suspend.set()

    def take_report(self) -> tuple[int, int, str, str | None] | None:
        """Progress that was not written yet."""
        with self._lock:
            if not self._changed:
                return None
            self._changed = False
            return self._done, self._total, self._note, self._reason
