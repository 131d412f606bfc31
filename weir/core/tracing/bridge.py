"""The bridge to OpenTelemetry: a finished trace becomes spans of whatever provider the operator set up."""

from __future__ import annotations

import sys
import time
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import orjson

from weir.core.tracing.context import TraceContext
from weir.core.tracing.genai import SCHEMA_URL
from weir.core.tracing.spans import Trace

if TYPE_CHECKING:
    from opentelemetry.context import Context
    from opentelemetry.trace import Tracer

_SCOPE = "weir"


_LOOK_S = 1.0
_looked_at, _found = -_LOOK_S, False


def configured() -> bool:
    """Somebody in this process set up a tracer provider. One that comes late is seen within a second."""
    global _looked_at, _found
    now = time.monotonic()
    if now - _looked_at >= _LOOK_S:
        _looked_at, _found = now, _is_configured()
    return _found


def _is_configured() -> bool:
    if "opentelemetry.trace" not in sys.modules:
        return False
    from opentelemetry import trace

    return not isinstance(trace.get_tracer_provider(), trace.ProxyTracerProvider | trace.NoOpTracerProvider)


def export(trace: Trace, name: str, attributes: Mapping[str, Any]) -> None:
    """Emit an ended trace: a root span `name` with `attributes`, under it a span a stage.

    The spans keep the trace id that Weir announced. Their parent is the caller's span; where the caller
    sent none it is the id of the answer's ``traceparent``, so that upstream and exported spans meet.
    Details of a stage become attributes ``weir.<detail>``. Does nothing where nobody set up a provider.
    """
    if not _is_configured():
        return
    from opentelemetry import trace as api

    tracer = api.get_tracer(_SCOPE, schema_url=SCHEMA_URL)
    parent = _context(trace.parent or trace.context)
    start = trace.started_at_ns
    root = tracer.start_span(
        name, parent, api.SpanKind.SERVER, {**attributes, **_attributes(trace.details)}, start_time=start
    )
    stages = trace.spans()
    below = api.set_span_in_context(root, parent)
    for stage in stages:
        _export_stage(tracer, below, stage, start)
    failed = any(stage["status"] == "failed" for stage in stages)
    root.set_status(api.StatusCode.ERROR if failed else api.StatusCode.UNSET)
    root.end(start + trace.elapsed_ns())


def _export_stage(tracer: Tracer, parent: Context, stage: dict[str, Any], trace_start: int) -> None:
    from opentelemetry.trace import SpanKind, StatusCode

    start = trace_start + stage["start_us"] * 1000
    attributes = {"weir.status": stage["status"], **_attributes(stage["details"])}
    span = tracer.start_span(f"weir.{stage['name']}", parent, SpanKind.INTERNAL, attributes, start_time=start)
    if stage["status"] == "failed":
        span.set_status(StatusCode.ERROR, str(stage["details"].get("error", "")))
    span.end(start + stage["duration_us"] * 1000)


def _attributes(details: Mapping[str, Any]) -> dict[str, Any]:
    """Details as attributes; what OpenTelemetry has no type for travels as JSON text."""
    return {
        name if name.startswith("gen_ai.") else f"weir.{name}": (
            value
            if isinstance(value, str | bool | int | float)
            else orjson.dumps(value, default=str).decode()
        )
        for name, value in details.items()
        if value is not None
    }


def _context(place: TraceContext) -> Context:
    from opentelemetry import trace as api

    span = api.SpanContext(
        int(place.trace_id, 16),
        int(place.span_id, 16),
        is_remote=True,
        trace_flags=api.TraceFlags(place.flags),
    )
    return api.set_span_in_context(api.NonRecordingSpan(span))
