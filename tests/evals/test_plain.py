"""The bare model as an answerer, on the weights that Weir carries."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from weir.core.errors import WeirError
from weir.core.store import Store
from weir.evals import plain
from weir.models import Models


@pytest.mark.slow
def test_the_carried_model_answers_when_merely_prompted(tmp_path: Path) -> None:
    home = Path.home() / ".cache" / "weir-tests"
    store = Store.open(f"sqlite:///{tmp_path}/weir.db")
    with asyncio.Runner() as runner:
        models = Models(home, store, seal=lambda data, _: data, unseal=lambda data, _: data)
        try:
            runner.run(models.pull("local/smollm2-135m"))
        except WeirError as error:
            pytest.skip(f"no weights: {error.text()}")
        answer = plain(models.chat("local/smollm2-135m"), runner, max_tokens=24)
        reply = answer("Where was the summit held?", ["The summit was held in Lisbon in May 2031."])
        runner.run(models.aclose())
    store.close()
    assert reply.text.strip()
