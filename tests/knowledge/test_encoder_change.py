"""When the encoder changes, fails or lies: the old index serves until the new one is whole."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from sqlalchemy import select

from tests.knowledge.encoders import HashedTerms
from weir.core.errors import error_kind
from weir.core.store import Store
from weir.documents import Parsers
from weir.knowledge import Knowledge
from weir.knowledge.index.dense import building
from weir.knowledge.tables import dense, encoders, vectors

DOWN = error_kind("test.encoder_down", 503, en="It is down.", zh="不可用。", do_en="Wait.", do_zh="请稍候。")
FILES = {"a.md": "# 年假\n\n满一年的员工有五天年假。", "b.md": "# 差旅\n\n差旅费用按标准报销。"}


class Failing(HashedTerms):
    """An encoder whose endpoint comes and goes."""

    up = True

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        if not self.up:
            raise DOWN()
        return super().encode(texts)


class Lying(HashedTerms):
    """An encoder that gives other vectors than it says."""

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        return super().encode(texts)[:, :32]


@pytest.fixture
def parsers() -> Iterator[Parsers]:
    with Parsers(workers=1) as opened:
        yield opened


class Houses:
    """Knowledge on one store, opened anew with other encoders as after a restart."""

    def __init__(self, store: Store, home: Path, parsers: Parsers) -> None:
        self.store, self.home, self.parsers = store, home, parsers

    def open(self, *encoders: HashedTerms) -> Knowledge:
        return Knowledge(self.store, self.home, self.parsers, encoders=encoders)

    def serving(self) -> list[str]:
        query = select(encoders.c.name).join(dense, dense.c.encoder == encoders.c.number)
        with self.store.read() as connection:
            return list(connection.execute(query.where(dense.c.serving)).scalars())

    def kept(self) -> int:
        with self.store.read() as connection:
            return len(connection.execute(select(vectors.c.number)).all())


@pytest.fixture
def houses(store: Store, home: Path, parsers: Parsers) -> Houses:
    return Houses(store, home, parsers)


def _fill(knowledge: Knowledge) -> str:
    base = knowledge.create("base", "pr_1").id
    for name, text in FILES.items():
        knowledge.ingest(knowledge.add_document(base, name, text.encode()).id)
    return base


def test_a_base_without_an_encoder_gets_vectors_when_one_is_there(houses: Houses) -> None:
    base = _fill(houses.open())
    assert houses.open().verify(base).vectors == 0
    knowledge = houses.open(HashedTerms())
    knowledge.sweep()
    health = knowledge.verify(base)
    assert health.clean, health
    assert health.vectors == health.chunks == 2


def test_another_encoder_takes_over_when_it_has_seen_everything(houses: Houses) -> None:
    old, new = HashedTerms("old"), HashedTerms("new", 128)
    base = _fill(houses.open(old))
    assert houses.serving() == ["old"]
    knowledge = houses.open(new, old)
    knowledge.tend()
    assert houses.serving() == ["new"]
    assert houses.kept() == 2  # those of the old one went
    assert knowledge.verify(base).clean
    assert "五天" in knowledge.retrieve("年假有几天", [base])[0].text


def test_the_old_encoder_serves_while_the_new_one_fails(houses: Houses) -> None:
    old, new = HashedTerms("old"), Failing("new")
    base = _fill(houses.open(old))
    new.up = False
    knowledge = houses.open(new, old)
    knowledge.tend()
    assert houses.serving() == ["old"]
    assert any("It is down" in problem for problem in knowledge.verify(base).problems)
    late = knowledge.ingest(knowledge.add_document(base, "c.md", "病假需要医生证明。".encode()).id)
    assert late.status == "ready"
    assert "病假" in knowledge.retrieve("病假需要什么证明", [base])[0].text
    new.up = True
    knowledge.tend()
    assert houses.serving() == ["new"]
    health = knowledge.verify(base)
    assert health.clean, health
    assert health.vectors == 3


def test_an_encoder_that_fails_keeps_no_document_from_being_found(houses: Houses) -> None:
    encoder = Failing()
    encoder.up = False
    knowledge = houses.open(encoder)
    base = _fill(knowledge)
    assert [document.status for document in knowledge.documents(base)] == ["ready", "ready"]
    assert "五天" in knowledge.retrieve("年假有几天", [base])[0].text
    assert any("2 chunks have no vector" in problem for problem in knowledge.verify(base).problems)
    encoder.up = True
    knowledge.tend()
    assert knowledge.verify(base).clean


def test_a_changed_dimension_is_named_and_nothing_wrong_is_served(houses: Houses) -> None:
    base = _fill(houses.open(HashedTerms("same")))
    for changed in (HashedTerms("same", 128), Lying("same")):
        knowledge = houses.open(changed)
        late = knowledge.add_document(base, f"{changed.dimensions}.md", f"病假 {changed.dimensions}".encode())
        assert knowledge.ingest(late.id).status == "ready"
        assert "五天" in knowledge.retrieve("年假有几天", [base])[0].text
        problems = " ".join(knowledge.verify(base).problems)
        assert "gave vectors of" in problems
    assert houses.serving() == ["same"]
    right = houses.open(HashedTerms("same"))
    right.tend()
    assert right.verify(base).clean


def test_an_encoder_that_is_gone_is_named(houses: Houses) -> None:
    base = _fill(houses.open(HashedTerms("gone")))
    knowledge = houses.open()
    knowledge.ingest(knowledge.add_document(base, "c.md", "病假需要医生证明。".encode()).id)
    assert any("gone, which is not there" in problem for problem in knowledge.verify(base).problems)
    assert "五天" in knowledge.retrieve("年假有几天", [base])[0].text


def test_a_change_that_is_cut_off_goes_on_where_it_was(
    houses: Houses, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(building, "FEW", 1)
    base = _fill(houses.open(HashedTerms("old")))
    new = HashedTerms("new")

    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr("weir.knowledge.index.dense.tending.build", interrupted)
        with pytest.raises(KeyboardInterrupt):
            houses.open(new, HashedTerms("old")).tend()
    assert houses.serving() == ["old"]
    asked = len(new.asked)
    knowledge = houses.open(new, HashedTerms("old"))
    knowledge.tend()
    assert houses.serving() == ["new"]
    assert len(new.asked) == asked == 2
    assert knowledge.verify(base).clean
