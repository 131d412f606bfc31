"""Models as tools of retrieval: real wires to a server in a process of its own."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from weir.core.errors import WeirError
from weir.core.store import Store
from weir.knowledge import Waiting, encoders, evaluate, search_tools
from weir.models import Models

SERVER = Path(__file__).parent / "model_server.py"
CORPUS = [{"id": "a", "text": "年假有五天。"}, {"id": "b", "text": "Staff rest for a week."}]
QUESTIONS = [{"id": 1, "question": "holiday", "passage": "b"}]


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    with subprocess.Popen([sys.executable, str(SERVER)], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        yield process.stdout.readline().strip()
        process.terminate()


@pytest.fixture
def models(url: str, home: Path) -> Iterator[tuple[Models, Waiting]]:
    store = Store.open(f"sqlite:///{home / 'weir.db'}")
    made = Models(home, store, seal=lambda data, name: data, unseal=lambda data, name: data, retries=0)
    for kind in ("embedding", "rerank", "chat"):
        made.add(f"fake/{kind}", url, kind=kind)
    waiting = Waiting()
    yield made, waiting
    waiting.close(made.aclose())
    store.close()


def test_an_embedding_endpoint_finds_by_meaning(models: tuple[Models, Waiting]) -> None:
    (encoder,) = encoders("fake/embedding", *models)
    assert encoder.dimensions == 3
    assert evaluate(CORPUS, QUESTIONS)["recall_at_1"] == 0
    for mode in ("dense", "hybrid"):
        assert evaluate(CORPUS, QUESTIONS, mode, encoder)["recall_at_1"] == 1


def test_a_rerank_endpoint_scores_each_text(models: tuple[Models, Waiting]) -> None:
    rerank = search_tools("fake/rerank", "", *models).rerank
    assert rerank is not None
    scores = rerank("holiday", ["x", "Staff rest", "y"])
    assert max(range(3), key=lambda at: scores[at]) == 1


def test_a_chat_model_takes_a_question_apart(models: tuple[Models, Waiting]) -> None:
    decompose = search_tools("", "fake/chat", *models).decompose
    assert decompose is not None
    assert decompose("年假和病假各有几天？") == ["年假有几天？", "病假有几天？"]
    assert decompose("garbage") == []


def test_a_tool_that_is_not_there_says_so_when_it_is_used(models: tuple[Models, Waiting]) -> None:
    rerank = search_tools("fake/other", "", *models).rerank
    assert rerank is not None
    with pytest.raises(WeirError, match=r"model\.unknown"):
        rerank("a", ["b"])


def test_no_name_is_no_tool(models: tuple[Models, Waiting]) -> None:
    tools = search_tools("", "", *models)
    assert (encoders("", *models), tools.rerank, tools.decompose) == ((), None, None)


def test_waiting_in_the_loop_itself_is_refused_and_does_not_hang() -> None:
    async def wrong() -> None:
        waiting = Waiting()
        waiting.bind(asyncio.get_running_loop())
        with pytest.raises(RuntimeError, match="waiting in the loop"):
            waiting.result(asyncio.sleep(0))
        assert await asyncio.to_thread(waiting.result, asyncio.sleep(0, json.dumps(1))) == "1"

    asyncio.run(wrong())
