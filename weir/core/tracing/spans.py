"""Light spans: what happened in one exchange, stage by stage, at about a microsecond a span.

They are kept with the exchange whether or not anybody collects telemetry; `weir.core.tracing.export`
hands them to OpenTelemetry afterwards.
"""

from __future__ import annotations

import time
from time import perf_counter_ns
from types import TracebackType
from typing import Any, Literal

from weir.core.errors import WeirError
from weir.core.tracing.context import TraceContext, parse_traceparent

SpanStatus = Literal["done", "skipped", "off", "failed", "not_checked"]
"""``skipped``: nothing to do; ``off``: switched off; ``not_checked``: a check that did not happen."""


class Span:
    """One stage. As a context manager it ends itself, and an exception that passes makes it ``failed``."""

    __slots__ = ("_end", "_start", "_trace", "_work", "_worked", "details", "name", "status")

    def __init__(self, trace: Trace, name: str) -> None:
        self.name = name
        self.status: SpanStatus = "done"
        self.details: dict[str, Any] = {}
        self._trace = trace
        self._work: _Work | None = None
        self._worked = 0
        self._end = 0
        self._start = perf_counter_ns()

    def note(self, **details: Any) -> None:
        """Add facts that JSON can hold."""
        self.details.update(details)

    def skip(self, reason: str) -> None:
        self._mark("skipped", reason)

    def not_checked(self, reason: str) -> None:
        """A check that should be seen as missing, not as passed."""
        self._mark("not_checked", reason)

    def fail(self, error: BaseException) -> None:
        self.status = "failed"
        self.details["error"] = error.code if isinstance(error, WeirError) else type(error).__name__

    def end(self) -> None:
        """Stop the clock; further calls change nothing."""
        if not self._end:
            self._end = perf_counter_ns()

    def working(self) -> _Work:
        """``with span.working():`` around each piece of work of a stage that mostly waits for others.

        The duration of such a span is the sum of its work, not the time from beginning to end.
        """
        if self._work is None:
            self._work = _Work(self)
        return self._work

    @property
    def duration_ns(self) -> int:
        if self._work is not None:
            return self._worked
        return (self._end or perf_counter_ns()) - self._start

    def as_dict(self) -> dict[str, Any]:
        """The span as it is stored: times in microseconds, `start_us` since the start of the trace."""
        return {
            "name": self.name,
            "status": self.status,
            "start_us": (self._start - self._trace.started_ns) // 1000,
            "duration_us": self.duration_ns // 1000,
            "details": self.details,
        }

    def _mark(self, status: SpanStatus, reason: str) -> None:
        self.status = status
        self.details["reason"] = reason
        self.end()

    def __enter__(self) -> Span:
        self._trace.current = self
        return self

    def __exit__(
        self, _type: type[BaseException] | None, error: BaseException | None, _: TracebackType | None
    ) -> None:
        if error is not None:
            self.fail(error)
        self.end()
        self._trace.current = None


class _Work:
    """Adds the time inside the block to its span."""

    __slots__ = ("_span", "_started")

    def __init__(self, span: Span) -> None:
        self._span = span
        self._started = 0

    def __enter__(self) -> None:
        self._started = perf_counter_ns()

    def __exit__(
        self, _type: type[BaseException] | None, error: BaseException | None, _: TracebackType | None
    ) -> None:
        self._span._worked += perf_counter_ns() - self._started
        if isinstance(error, Exception):
            self._span.fail(error)


class Trace:
    """The spans of one exchange, in the order in which they began. Used by one task at a time."""

    __slots__ = ("_ended", "_spans", "context", "current", "details", "parent", "started_at_ns", "started_ns")

    def __init__(self, parent: TraceContext | None = None) -> None:
        self.parent = parent
        """The caller's span, if it sent one."""
        self.context = parent.child() if parent is not None else TraceContext.new()
        """This exchange's place in the trace."""
        self.current: Span | None = None
        self.details: dict[str, Any] = {}
        self._spans: list[Span] = []
        self._ended = 0
        self.started_at_ns = time.time_ns()
        self.started_ns = perf_counter_ns()

    @classmethod
    def start(cls, traceparent: str | None = None) -> Trace:
        """A trace that goes on from the caller's ``traceparent`` header; one that is malformed is ignored."""
        return cls(parse_traceparent(traceparent))

    @property
    def traceparent(self) -> str:
        """The header to answer with and to send upstream."""
        return self.context.traceparent

    def span(self, name: str) -> Span:
        """A span for a ``with`` block; `note` and `skip` of the trace speak of it."""
        return self.begin(name)

    def begin(self, name: str) -> Span:
        """A span that its owner ends, or the end of the trace."""
        span = Span(self, name)
        self._spans.append(span)
        return span

    def off(self, name: str, reason: str) -> None:
        """Record a stage that is switched off."""
        self.begin(name)._mark("off", reason)

    def note(self, **details: Any) -> None:
        """Add facts to the current span, or to the trace when there is none."""
        (self.current or self).details.update(details)

    def skip(self, reason: str) -> None:
        """Mark the current span as skipped."""
        if self.current is not None:
            self.current.skip(reason)

    def end(self) -> None:
        """Stop the clock of the trace and of every span still open; further calls change nothing."""
        if not self._ended:
            self._ended = perf_counter_ns()
            for span in self._spans:
                span.end()

    def elapsed_ns(self) -> int:
        """Nanoseconds from the start to the end, or until now."""
        return (self._ended or perf_counter_ns()) - self.started_ns

    @property
    def duration_us(self) -> int:
        return self.elapsed_ns() // 1000

    def spans(self) -> list[dict[str, Any]]:
        """Every span as it is stored."""
        return [span.as_dict() for span in self._spans]

    def statuses(self) -> dict[str, SpanStatus]:
        """Each stage's status by name; of spans with one name the one that did not go well counts."""
        statuses: dict[str, SpanStatus] = {}
        for span in self._spans:
            if statuses.get(span.name, "done") == "done":
                statuses[span.name] = span.status
        return statuses
