"""A process whose operator set up a tracer provider: it traces one exchange and prints what arrived."""

from __future__ import annotations

import json
import sys
from itertools import count
from typing import Any

from opentelemetry import trace as api

from weir.core.tracing import Trace, export, genai

arrived: list[dict[str, Any]] = []
ids = count(1)


class Recorded(api.NonRecordingSpan):
    """A span that remembers what it is told."""

    def __init__(self, record: dict[str, Any], context: api.SpanContext) -> None:
        super().__init__(context)
        self.record = record

    def set_status(self, status: Any, description: str | None = None) -> None:
        self.record["status"] = status.name

    def end(self, end_time: int | None = None) -> None:
        self.record["end"] = end_time


class Recorder(api.Tracer):
    def __init__(self, schema: str | None) -> None:
        self.schema = schema

    def start_span(self, name: str, context: Any = None, *arguments: Any, **options: Any) -> Recorded:
        kind, attributes = arguments
        parent = api.get_current_span(context).get_span_context()
        own = api.SpanContext(parent.trace_id, next(ids), is_remote=False, trace_flags=parent.trace_flags)
        record = {
            "name": name,
            "kind": kind.name,
            "schema": self.schema,
            "trace": f"{parent.trace_id:032x}",
            "parent": f"{parent.span_id:016x}",
            "id": f"{own.span_id:016x}",
            "attributes": dict(attributes),
            "start": options["start_time"],
        }
        arrived.append(record)
        return Recorded(record, own)

    def start_as_current_span(self, *arguments: Any, **options: Any) -> Any:
        raise NotImplementedError("the bridge does not use it")


class Provider(api.TracerProvider):
    def get_tracer(
        self, name: str, version: str | None = None, schema_url: str | None = None, attributes: Any = None
    ) -> Recorder:
        return Recorder(schema_url)


def main(traceparent: str) -> None:
    api.set_tracer_provider(Provider())
    trace = Trace.start(traceparent)
    trace.note(exchange="ex_1")
    with trace.span("screen"):
        trace.note(verdicts=[{"risk": "A1.1"}], nothing=None)
    try:
        with trace.span("generate"):
            raise RuntimeError("the model broke")
    except RuntimeError:
        trace.end()
    export(trace, genai.span_name(genai.CHAT, "local/x"), {genai.OPERATION_NAME: genai.CHAT})
    print(json.dumps(arrived))


if __name__ == "__main__":
    main(sys.argv[1])
