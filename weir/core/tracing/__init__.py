"""Tracing: light spans owned by an exchange, W3C trace context, and a bridge to OpenTelemetry."""

from weir.core.tracing import genai
from weir.core.tracing.bridge import configured, export
from weir.core.tracing.context import TraceContext, parse_traceparent
from weir.core.tracing.spans import Span, SpanStatus, Trace

__all__ = [
    "Span",
    "SpanStatus",
    "Trace",
    "TraceContext",
    "configured",
    "export",
    "genai",
    "parse_traceparent",
]
