"""The dense index: exact where it says so, never wrong, and whole again after any damage."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from sqlalchemy import delete, select

from tests.knowledge.encoders import HashedTerms
from weir.core.store import Store
from weir.knowledge.bases import create_base, get_base
from weir.knowledge.encoder import passage, passage_digest
from weir.knowledge.index import EmbeddedIndex, Filter, Health, encode, keep_encoded
from weir.knowledge.index.conditions import condition_from
from weir.knowledge.index.dense import building, codes
from weir.knowledge.shelf import shelve
from weir.knowledge.tables import chunks, dense, tombs, vectors

FILE_FROM = 50


@pytest.fixture(autouse=True)
def _small_files(monkeypatch: pytest.MonkeyPatch) -> None:
    """Files from fifty chunks on, so that tests are quick."""
    monkeypatch.setattr(building, "FEW", FILE_FROM)


class Bases:
    """Bases with vectors, as ingest writes them."""

    def __init__(self, store: Store, home: Path, *encoders: HashedTerms) -> None:
        self.store = store
        self.folder = home / "index"
        self.index = EmbeddedIndex(self.folder)
        self.encoders = encoders or (HashedTerms(),)

    def new(self, texts: list[str]) -> int:
        with self.store.write() as connection:
            number = get_base(connection, create_base(connection, "b", "pr_1", "", False, ())).number
        self.add(number, texts)
        return number

    def add(self, base: int, texts: list[str], document: str = "a") -> None:
        said = encode(self.store, base, self.encoders, [passage("", "", text) for text in texts])
        with self.store.write() as connection:
            keep_encoded(connection, base, self.encoders, said)
            id = shelve(connection, base, document, f"{base}/{document}", 1).id
            for position, text in enumerate(texts):
                row = {
                    "id": f"{id}/{position}/{text}", "base": base, "document_id": id, "position": position,
                    "kind": "paragraph", "context": "", "headings": "[]", "text": text, "lead": 0,
                    "start": 0, "end": 1, "page_from": position % 1000, "sha256": "x",
                    "passage": said.passages[position],
                }  # fmt: skip
                connection.execute(chunks.insert().values(row))

    def remove(self, text: str) -> None:
        with self.store.write() as connection:
            found = chunks.c.text == text
            self.index.delete(
                connection, connection.execute(select(chunks.c.number).where(found)).scalars().all()
            )
            connection.execute(delete(chunks).where(found))

    def tend(self) -> None:
        self.index.tend(self.store, self.encoders)

    def found(self, question: str, *bases: int, limit: int = 5, **filter: object) -> list[str]:
        asked = {encoder.name: encoder.encode([question])[0] for encoder in self.encoders}
        with self.store.read() as connection:
            hits = self.index.search_dense(connection, asked, Filter(bases, **filter), limit)  # type: ignore[arg-type]
            rows = connection.execute(select(chunks.c.number, chunks.c.text)).all()
        texts = {row.number: row.text for row in rows}
        return [texts[hit.number] for hit in hits]

    def problems(self, base: int) -> tuple[str, ...]:
        """What the dense part is said to lack (the text part was never written)."""
        return tuple(
            problem for problem in self.health(base).problems if "vector" in problem or "dense" in problem
        )

    def health(self, base: int) -> Health:
        with self.store.read() as connection:
            return self.index.verify(connection, base)

    def files(self) -> list[Path]:
        return sorted(self.folder.glob("*.dense")) if self.folder.exists() else []


@pytest.fixture
def kept(store: Store, home: Path) -> Bases:
    return Bases(store, home)


MANY = [f"第{n}条 rule number{n} 规定 topic{n % 7}" for n in range(200)]


def test_the_nearest_chunk_comes_first_with_its_cosine(kept: Bases) -> None:
    base = kept.new(["年假有五天。", "差旅按标准报销。", "Annual leave is five days."])
    assert kept.found("年假有五天", base)[0] == "年假有五天。"
    with kept.store.read() as connection:
        asked = {"hashed/1": kept.encoders[0].encode(["差旅按标准报销。"])[0]}
        (first, *_) = kept.index.search_dense(connection, asked, Filter((base,)), 3)
    assert first.score == pytest.approx(1, abs=0.001)


def test_with_a_file_and_without_one_the_same_is_found(kept: Bases) -> None:
    base = kept.new(MANY)
    before = [kept.found(text, base, limit=10) for text in MANY[:20]]
    kept.tend()
    assert len(kept.files()) == 1
    assert [kept.found(text, base, limit=10) for text in MANY[:20]] == before
    assert kept.problems(base) == ()
    assert kept.health(base).vectors == len(MANY)


def test_chunks_that_came_after_the_file_are_found(kept: Bases) -> None:
    base = kept.new(MANY)
    kept.tend()
    kept.add(base, ["后来的内容"], "b")
    assert kept.found("后来的内容", base)[0] == "后来的内容"


def test_deleted_chunks_are_not_found_and_take_nobodys_place(kept: Bases) -> None:
    base = kept.new(["同样的话题 规定"] * 1 + [f"同样的话题 规定 {n}" for n in range(120)] + ["远处的内容"])
    for text in [f"同样的话题 规定 {n}" for n in range(120)]:
        kept.remove(text)
    assert kept.found("同样的话题 规定", base) == ["同样的话题 规定", "远处的内容"]
    kept.tend()  # so much is dead that what is left is written anew
    assert kept.found("同样的话题 规定", base) == ["同样的话题 规定", "远处的内容"]
    with kept.store.read() as connection:
        assert connection.execute(select(dense.c.version)).scalar() == 1
    assert kept.problems(base) == ()


def test_a_deletion_in_a_file_is_in_force_at_once_and_gone_with_the_next_file(kept: Bases) -> None:
    base = kept.new(MANY)
    kept.tend()
    kept.remove(MANY[3])
    assert MANY[3] not in kept.found(MANY[3], base)
    assert kept.problems(base) == ()
    kept.add(base, [f"更多 {n}" for n in range(120)], "b")
    kept.tend()
    with kept.store.read() as connection:
        assert connection.execute(select(tombs)).all() == []
    assert len(kept.files()) == 1
    assert kept.problems(base) == ()


def test_what_a_transaction_undid_is_not_found(kept: Bases) -> None:
    base = kept.new(MANY[:10])
    said = encode(kept.store, base, kept.encoders, ["不该留下"])

    def interrupted() -> None:
        with kept.store.write() as connection:
            keep_encoded(connection, base, kept.encoders, said)
            asked = {"hashed/1": kept.encoders[0].encode(["不该留下"])[0]}
            kept.index.search_dense(connection, asked, Filter((base,)), 3)
            raise InterruptedError

    with pytest.raises(InterruptedError):
        interrupted()
    assert len(kept.found("不该留下", base)) == 5
    assert kept.problems(base) == ()


def test_nothing_of_another_base_is_found(kept: Bases) -> None:
    mine, other = kept.new(["我们的年假"]), kept.new(["他们的年假"])
    assert kept.found("年假", mine) == ["我们的年假"]
    assert sorted(kept.found("年假", mine, other)) == ["他们的年假", "我们的年假"]
    assert kept.found("年假") == []


def test_two_indexes_on_one_store_see_the_same(kept: Bases, store: Store, home: Path) -> None:
    base = kept.new(MANY)
    other = Bases(store, home)
    assert other.found(MANY[0], base) == kept.found(MANY[0], base)
    kept.tend()
    kept.add(base, ["后来的内容"], "b")
    kept.remove(MANY[0])
    assert other.found("后来的内容", base) == kept.found("后来的内容", base)
    assert other.found(MANY[0], base) == kept.found(MANY[0], base)


@pytest.mark.parametrize("harm", ["cut", "gone", "changed", "empty"])
def test_a_damaged_file_is_noticed_never_believed_and_made_anew(kept: Bases, harm: str) -> None:
    base = kept.new(MANY)
    kept.tend()
    right = kept.found(MANY[5], base)
    (file,) = kept.files()
    data = bytearray(file.read_bytes())
    if harm == "cut":
        file.write_bytes(data[: len(data) // 2])
    elif harm == "gone":
        file.unlink()
    elif harm == "empty":
        file.write_bytes(b"")
    else:
        data[100] ^= 255
        file.write_bytes(data)
    later = Bases(kept.store, kept.folder.parent)
    assert any("damaged" in problem for problem in later.problems(base))
    assert later.found(MANY[5], base) == right
    later.tend()
    assert later.problems(base) == ()
    assert later.found(MANY[5], base) == right


def test_a_file_that_is_cut_under_a_running_search_does_no_harm(kept: Bases) -> None:
    base = kept.new(MANY)
    kept.tend()
    right = kept.found(MANY[5], base)
    (file,) = kept.files()
    with file.open("r+b") as opened:
        opened.truncate(1000)
    assert kept.found(MANY[5], base) == right


def test_the_same_words_are_encoded_once_whatever_base_they_are_in(kept: Bases) -> None:
    kept.new(["年假有五天。"])
    kept.new(["年假有五天。"])
    assert kept.encoders[0].asked == ["年假有五天。"]


def test_vectors_can_be_told_from_their_passages() -> None:
    assert passage("手册", "", "年假") == "手册\n年假"
    assert passage_digest("手册\n年假") != passage_digest("手册年假")
    assert len(passage_digest("")) == 16


@pytest.mark.parametrize("share", [0.1, 0.01, 0.001])
def test_a_filtered_search_is_exact(kept: Bases, share: float, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also where an unfiltered one goes by bits first."""
    monkeypatch.setattr(codes, "BYTES_ONLY", 100)
    rng = np.random.default_rng(1)
    words = [f"w{n}" for n in range(300)]
    texts = [" ".join(rng.choice(words, 6)) + f" n{n}" for n in range(3000)]
    base = kept.new(texts)
    kept.tend()
    most = int(1000 * share) - 1
    condition = condition_from({"field": "page", "max": most})
    left = [text for at, text in enumerate(texts) if at % 1000 <= most]
    encoder = kept.encoders[0]
    matrix = encoder.encode(left).astype(np.float16).astype(np.float32)
    for question in texts[:10]:
        near = matrix @ encoder.encode([question])[0]
        true = [left[at] for at in np.argsort(-near, kind="stable")[:10]]
        assert kept.found(question, base, limit=10, condition=condition) == true


def test_bits_leave_nearly_all_of_the_nearest() -> None:
    rng = np.random.default_rng(2)
    centres = rng.standard_normal((200, 384))
    made = (centres[rng.integers(0, 200, 30_000)] + rng.standard_normal((30_000, 384))).astype(np.float32)
    made /= np.linalg.norm(made, axis=1, keepdims=True)
    scanned = codes.encoded(np.arange(len(made)), made)
    recalls = []
    for asked in made[:40]:
        true = set(np.argsort(-(made @ asked))[:10].tolist())
        numbers, _ = codes.nearest(scanned, asked, 74)
        recalls.append(len(true & set(numbers.tolist())) / 10)
    assert np.mean(recalls) >= 0.99


def test_vectors_that_nobody_uses_go(kept: Bases) -> None:
    base = kept.new(MANY[:3])
    with kept.store.write() as connection:
        kept.index.drop(connection, base)
    kept.index.tend(kept.store, [])
    with kept.store.read() as connection:
        assert connection.execute(select(vectors.c.number)).all() == []
