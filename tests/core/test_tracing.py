"""Spans, trace context and the names of the conventions."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import weir
from weir.core.errors import error_kind
from weir.core.tracing import Trace, TraceContext, genai, parse_traceparent

REFUSED = error_kind("test.refused", 403, en="No.", zh="不。", do_en="Ask.", do_zh="问。")
VALID = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"

hexadecimal = st.text("0123456789abcdef")
trace_ids = st.text("0123456789abcdef", min_size=32, max_size=32).filter(lambda id: id.strip("0"))
span_ids = st.text("0123456789abcdef", min_size=16, max_size=16).filter(lambda id: id.strip("0"))


@given(trace_ids, span_ids, st.integers(0, 3))
def test_what_is_emitted_is_read_back(trace_id: str, span_id: str, flags: int) -> None:
    context = TraceContext(trace_id, span_id, flags)
    assert parse_traceparent(context.traceparent) == context


@given(st.text())
def test_no_header_whatever_raises(header: str) -> None:
    context = parse_traceparent(header)
    assert context is None or len(context.trace_id) == 32


@given(st.integers(0, len(VALID) - 1), st.characters(exclude_characters="0123456789abcdef-"))
def test_a_header_with_a_foreign_character_is_ignored(place: int, character: str) -> None:
    broken = VALID[:place] + character + VALID[place + 1 :]
    assert parse_traceparent(broken) is None or broken.strip(" \t") == VALID


@given(st.integers(0, 54))
def test_a_truncated_header_is_ignored(length: int) -> None:
    assert parse_traceparent(VALID[:length]) is None


@pytest.mark.parametrize(
    "header",
    [
        None,
        "",
        VALID.upper(),
        VALID.replace("00-4", "ff-4"),
        VALID + "-extra",
        VALID + "0",
        f"00-{'0' * 32}-00f067aa0ba902b7-01",
        f"00-4bf92f3577b34da6a3ce929d0e0e4736-{'0' * 16}-01",
        f"01{VALID[2:]}extra",
        f"{VALID}\n",
        "٠٠-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
    ],
)
def test_a_malformed_header_starts_a_new_trace(header: str | None) -> None:
    trace = Trace.start(header)
    assert trace.parent is None
    assert parse_traceparent(trace.traceparent) == trace.context


def test_a_later_version_with_more_fields_is_read() -> None:
    context = parse_traceparent(f"cc{VALID[2:]}-what-the-future-brings")
    assert context == TraceContext("4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7", 1)


def test_flags_that_we_do_not_know_are_not_passed_on() -> None:
    context = parse_traceparent(VALID[:-2] + "ff")
    assert context is not None
    assert context.child().traceparent.endswith("-03")


def test_an_exchange_is_a_new_span_in_the_callers_trace() -> None:
    trace = Trace.start(VALID)
    assert trace.traceparent.split("-")[1] == VALID.split("-")[1]
    assert trace.traceparent.split("-")[2] != VALID.split("-")[2]
    assert trace.traceparent.endswith("-01")


def test_a_caller_that_does_not_sample_is_respected() -> None:
    assert Trace.start(VALID[:-2] + "00").traceparent.endswith("-00")


def test_spans_are_kept_in_order_with_their_facts() -> None:
    trace = Trace()
    with trace.span("admit"):
        trace.note(tier="standard")
    with trace.span("recall"):
        trace.skip("answered already")
    trace.off("label", "the policy")
    trace.end()
    spans = trace.spans()
    assert [(span["name"], span["status"]) for span in spans] == [
        ("admit", "done"),
        ("recall", "skipped"),
        ("label", "off"),
    ]
    assert spans[0]["details"] == {"tier": "standard"}
    assert spans[1]["details"] == {"reason": "answered already"}
    assert spans[0]["start_us"] <= spans[1]["start_us"] <= trace.duration_us
    assert json.loads(json.dumps(spans)) == spans


def test_a_span_that_an_error_passes_is_failed_and_names_its_code() -> None:
    trace = Trace()
    with pytest.raises(Exception, match="refused"), trace.span("screen"):
        raise REFUSED()
    with pytest.raises(ZeroDivisionError), trace.span("ground"):
        _ = 1 / 0
    assert [span["details"]["error"] for span in trace.spans()] == ["test.refused", "ZeroDivisionError"]
    assert trace.statuses() == {"screen": "failed", "ground": "failed"}


def test_a_check_that_did_not_happen_is_not_done() -> None:
    trace = Trace()
    trace.begin("ground").not_checked("no knowledge base")
    assert trace.statuses() == {"ground": "not_checked"}


def test_of_two_spans_with_one_name_the_bad_one_counts() -> None:
    trace = Trace()
    trace.begin("screen").end()
    trace.begin("screen").not_checked("switched off by the operator")
    trace.begin("screen").end()
    assert trace.statuses() == {"screen": "not_checked"}


def test_a_stage_that_waits_for_others_counts_its_own_work_only() -> None:
    trace = Trace()
    span = trace.begin("label")
    for _ in range(3):
        time.sleep(0.01)
        with span.working():
            pass
    span.end()
    assert trace.spans()[0]["duration_us"] < 1000 < trace.duration_us


def test_the_end_of_a_trace_ends_what_is_open_and_stays() -> None:
    trace = Trace()
    span = trace.begin("label")
    trace.end()
    first = (trace.duration_us, span.duration_ns)
    time.sleep(0.002)
    span.end()
    trace.end()
    assert (trace.duration_us, span.duration_ns) == first


def test_a_span_costs_a_few_microseconds() -> None:
    trace = Trace()
    best = min(_thousand_spans(trace) for _ in range(5))
    assert best / 1000 < 20_000  # 0.6 us here; the bound allows for a machine that is busy


def _thousand_spans(trace: Trace) -> int:
    started = time.perf_counter_ns()
    for _ in range(1000):
        with trace.span("stage") as span:
            span.note(fact=1)
    return time.perf_counter_ns() - started


def test_gen_ai_names_are_spelled_in_one_module_only() -> None:
    root = Path(weir.__file__).parent
    elsewhere = [
        path.relative_to(root).as_posix()
        for path in root.rglob("*.py")
        if path.name != "genai.py" and re.search(r"[\"']gen_ai\.\w", path.read_text("utf-8"))
    ]
    assert elsewhere == []


def test_gen_ai_attributes_of_a_chat() -> None:
    params: dict[str, Any] = {"temperature": 0.0, "max_tokens": 9, "stop": "END", "tools": []}
    assert genai.request_attributes(genai.CHAT, "local/smollm2-135m", params) == {
        "gen_ai.operation.name": "chat",
        "gen_ai.provider.name": "local",
        "gen_ai.request.model": "local/smollm2-135m",
        "gen_ai.request.temperature": 0.0,
        "gen_ai.request.max_tokens": 9,
        "gen_ai.request.stop_sequences": ["END"],
    }
    assert genai.response_attributes("local/smollm2-135m", ["stop"], 5, 7) == {
        "gen_ai.response.model": "local/smollm2-135m",
        "gen_ai.response.finish_reasons": ["stop"],
        "gen_ai.usage.input_tokens": 5,
        "gen_ai.usage.output_tokens": 7,
    }


def test_without_a_provider_nothing_of_opentelemetry_is_imported() -> None:
    code = (
        "import sys; from weir.core.tracing import Trace, configured, export\n"
        "trace = Trace(); trace.end(); export(trace, 'chat', {}); assert not configured()\n"
        "sys.exit(any(name.startswith('opentelemetry') for name in sys.modules))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_with_a_provider_the_stages_arrive_as_spans_of_the_announced_trace() -> None:
    worker = Path(__file__).with_name("telemetry_worker.py")
    done = subprocess.run([sys.executable, str(worker), VALID], check=True, capture_output=True, text=True)
    root, screen, generate = json.loads(done.stdout)
    assert (root["name"], root["kind"], root["schema"]) == ("chat local/x", "SERVER", genai.SCHEMA_URL)
    assert root["trace"] == VALID.split("-")[1]
    assert root["parent"] == VALID.split("-")[2]
    assert root["attributes"] == {"gen_ai.operation.name": "chat", "weir.exchange": "ex_1"}
    assert screen["parent"] == generate["parent"] == root["id"]
    assert screen["attributes"] == {"weir.status": "done", "weir.verdicts": '[{"risk":"A1.1"}]'}
    assert (generate["status"], generate["attributes"]["weir.error"]) == ("ERROR", "RuntimeError")
    assert root["start"] <= screen["start"] <= screen["end"] <= root["end"]
