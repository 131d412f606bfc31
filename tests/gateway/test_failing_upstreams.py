"""Each way in which an upstream can fail has its status, code and record, early or late."""

from __future__ import annotations

import json

import pytest
from house import House

EARLY = [
    ("mock/gone", 502, "model.upstream_unreachable"),
    ("mock/silent", 504, "model.upstream_timeout"),
    ("mock/broken", 502, "model.upstream_failed"),
    ("mock/busy-long", 429, "model.upstream_busy"),
    ("mock/garbage", 502, "model.upstream_garbage"),
    ("mock/html", 502, "model.upstream_garbage"),
    ("mock/key", 502, "model.upstream_refused_key"),
    ("mock/long", 400, "model.upstream_too_long"),
    ("app/missing", 404, "app.unknown"),
    ("mock/missing", 404, "model.unknown"),
    ("mock/vectors", 400, "model.wrong_kind"),
]
LATE = [
    ("mock/stall", "model.upstream_timeout"),
    ("mock/drop", "model.upstream_dropped"),
    ("mock/error", "model.upstream_failed"),
]
RECOVERED = ["mock/flaky", "mock/no-usage", "mock/no-done", "mock/bytewise", "mock/whole"]


@pytest.mark.parametrize("stream", [False, True], ids=["whole", "streamed"])
@pytest.mark.parametrize(("model", "status", "code"), EARLY, ids=[model for model, _, _ in EARLY])
async def test_a_failure_before_the_first_piece_is_an_error_with_its_own_code(
    house: House, model: str, status: int, code: str, stream: bool
) -> None:
    outcome = await house.ask("hi", model, stream=stream)
    assert outcome.error is not None
    assert (outcome.error.status, outcome.error.code) == (status, code)
    assert not outcome.pieces
    assert "secret-detail" not in json.dumps(outcome.error.body("en"))
    row = house.recorded(outcome)
    assert (row["status"], row["error"]) == ("failed", code)


@pytest.mark.parametrize(("model", "code"), LATE, ids=[model for model, _ in LATE])
async def test_a_failure_in_mid_stream_ends_it_with_an_error_after_what_was_said(
    house: House, model: str, code: str
) -> None:
    outcome = await house.ask("hi", model, stream=True)
    assert outcome.error is not None
    assert outcome.error.code == code
    assert not any(piece.finish_reason for piece in outcome.pieces)
    row = house.recorded(outcome)
    assert (row["status"], row["error"]) == ("failed", code)
    assert "secret-detail" not in json.dumps(row)


@pytest.mark.parametrize("stream", [False, True], ids=["whole", "streamed"])
@pytest.mark.parametrize("model", RECOVERED)
async def test_a_failure_that_passes_and_an_odd_manner_are_lived_with(
    house: House, model: str, stream: bool
) -> None:
    outcome = await house.ask("hi", model, stream=stream)
    if model == "mock/flaky":  # it fails twice, and one retry is allowed: the second caller gets through
        outcome = await house.ask("hi", model, stream=stream)
    assert outcome.error is None
    assert outcome.text.startswith("".join(f"word{n} " for n in range(20)).rstrip())
    assert house.recorded(outcome)["status"] == "done"


async def test_a_retry_after_of_the_upstream_reaches_the_caller(house: House) -> None:
    outcome = await house.ask("hi", "mock/busy-long")
    assert outcome.error is not None
    assert outcome.error.params["retry_after"] == 600
