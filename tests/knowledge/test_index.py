"""The embedded index, on both databases: it finds what is there, nothing else, and can prove it."""

from __future__ import annotations

import random
import threading

import pytest
from sqlalchemy import delete, update

from weir.core.store import Store
from weir.knowledge.bases import create_base, get_base
from weir.knowledge.index import EmbeddedIndex, Entry, Filter, postings, search
from weir.knowledge.index.lexical import Lexical
from weir.knowledge.retrieval import question_terms
from weir.knowledge.shelf import shelve
from weir.knowledge.tables import chunks, lexical_rows
from weir.knowledge.tokens import lexical

INDEX = EmbeddedIndex()


def _base(store: Store, texts: list[str], *, context: str = "", document: str = "a") -> int:
    """A base with one chunk a text, as ingest writes them; its number."""
    with store.write() as connection:
        number = get_base(connection, create_base(connection, "base", "owner", "", False, ())).number
    _add(store, number, texts, context=context, document=document)
    return number


def _add(store: Store, base: int, texts: list[str], *, context: str = "", document: str = "a") -> list[int]:
    with store.write() as connection:
        id = shelve(connection, base, document, document, 1).id
        numbers = []
        for position, text in enumerate(texts):
            row = {
                "id": f"{id}/{position}", "base": base, "document_id": id, "position": position,
                "kind": "paragraph", "context": context, "headings": "[]", "text": text, "lead": 0,
                "start": 0, "end": len(text), "sha256": f"{position}",
            }  # fmt: skip
            key = connection.execute(chunks.insert().values(row)).inserted_primary_key
            assert key is not None
            numbers.append(int(key[0]))
        forms = [Entry(n, base, lexical(context), lexical(t)) for n, t in zip(numbers, texts, strict=True)]
        INDEX.upsert(connection, forms)
    return numbers


def _found(store: Store, question: str, *bases: int, documents: tuple[str, ...] | None = None) -> list[str]:
    with store.read() as connection:
        hits = INDEX.search(connection, question_terms(question), Filter(bases, documents), 10)
        texts = {row.number: row.text for row in connection.execute(chunks.select())}
    return [texts[hit.number] for hit in hits]


TEXTS = ["员工满一年有五天年假。", "病假需要医生证明。", "Annual leave is five days.", "差旅费用按标准报销。"]


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("年假有幾天？", TEXTS[0]),
        ("病假要什么证明", TEXTS[1]),
        ("How many days of annual leave?", TEXTS[2]),
        ("報銷標準", TEXTS[3]),
    ],
)
def test_a_question_finds_its_chunk_first(store: Store, question: str, answer: str) -> None:
    assert _found(store, question, _base(store, TEXTS))[0] == answer


def test_a_heading_finds_the_chunk_below_it(store: Store) -> None:
    base = _base(store, ["满一年有五天。"], context="员工手册 › 年假")
    assert _found(store, "年假", base) == ["满一年有五天。"]


def test_nothing_of_another_base_is_found(store: Store) -> None:
    mine, other = _base(store, TEXTS[:1]), _base(store, ["别人的年假有一百天。"])
    assert _found(store, "年假有几天", mine) == TEXTS[:1]
    assert set(_found(store, "年假有几天", mine, other)) == {TEXTS[0], "别人的年假有一百天。"}
    assert _found(store, "年假有几天") == []


def test_the_size_of_another_base_does_not_change_a_score(store: Store) -> None:
    mine = _base(store, TEXTS)
    with store.read() as connection:
        before = INDEX.search(connection, {"年假": 1.0}, Filter((mine,)), 10)
    _base(store, ["年假 " * 3] * 50)
    with store.read() as connection:
        assert INDEX.search(connection, {"年假": 1.0}, Filter((mine,)), 10) == before


def test_a_deleted_chunk_is_never_found_again(store: Store) -> None:
    base = _base(store, TEXTS)
    with store.write() as connection:
        numbers = connection.execute(chunks.select().where(chunks.c.text == TEXTS[0])).scalars().all()
        INDEX.delete(connection, numbers)
        connection.execute(delete(chunks).where(chunks.c.number.in_(numbers)))
    assert TEXTS[0] not in _found(store, "员工满一年有五天年假", base)
    with store.read() as connection:
        assert INDEX.verify(connection, base).clean


def test_a_chunk_that_the_store_lost_is_not_found_even_before_the_index_knows(store: Store) -> None:
    base = _base(store, TEXTS)
    with store.write() as connection:
        connection.execute(delete(chunks).where(chunks.c.text == TEXTS[0]))
    assert TEXTS[0] not in _found(store, "员工满一年有五天年假", base)


def test_upserting_twice_has_the_effect_of_once(store: Store) -> None:
    base = _base(store, TEXTS)
    with store.write() as connection:
        rows = connection.execute(chunks.select()).all()
        INDEX.upsert(connection, [Entry(r.number, base, lexical(""), lexical(r.text)) for r in rows])
    with store.read() as connection:
        assert INDEX.verify(connection, base).clean
        assert INDEX.snapshot(connection, base).chunks == len(TEXTS)


def test_a_write_that_is_rolled_back_leaves_the_index_clean(store: Store) -> None:
    base = _base(store, TEXTS)

    def interrupted() -> None:
        with store.write() as connection:
            INDEX.upsert(connection, [Entry(999, base, " ", lexical("不该留下的内容"))])
            raise InterruptedError

    with pytest.raises(InterruptedError):
        interrupted()
    assert _found(store, "不该留下的内容", base) == []
    with store.read() as connection:
        assert INDEX.verify(connection, base).clean


def test_verify_names_what_is_missing_extra_and_stale(store: Store) -> None:
    base = _base(store, TEXTS)
    with store.write() as connection:
        first, second, third, _ = connection.execute(chunks.select().order_by(chunks.c.number)).scalars()
        INDEX.delete(connection, [first])
        connection.execute(update(lexical_rows).where(lexical_rows.c.number == second).values(body=" x "))
        connection.execute(delete(chunks).where(chunks.c.number == third))
    with store.read() as connection:
        health = INDEX.verify(connection, base)
    assert (health.missing, health.stale, health.extra) == ((first,), (second,), (third,))
    assert not health.clean


def test_verify_sees_postings_that_were_lost(store: Store) -> None:
    base = _base(store, TEXTS)
    statement = (
        "INSERT INTO knowledge_postings (knowledge_postings) VALUES ('delete-all')"
        if store.dialect == "sqlite"
        else "TRUNCATE knowledge_postings"
    )
    with store.write() as connection:
        connection.exec_driver_sql(statement)
    with store.read() as connection:
        assert INDEX.verify(connection, base).problems


def test_rebuild_makes_any_damage_good(store: Store) -> None:
    base, other = _base(store, TEXTS), _base(store, ["另一个知识库"])
    with store.write() as connection:
        connection.execute(delete(lexical_rows))
    INDEX.rebuild(store)
    with store.read() as connection:
        assert INDEX.verify(connection, base).clean
        assert INDEX.verify(connection, other).clean
    assert _found(store, "病假证明", base)[0] == TEXTS[1]


def test_writers_go_on_while_the_index_is_made_anew(store: Store) -> None:
    """What comes and goes while the new index is made is in it when it serves."""
    base = _base(store, TEXTS)
    fresh = Lexical("_next")
    with store.write() as connection:
        fresh.create(connection)  # as one that was cut off left it
    with store.read() as connection:
        numbers = connection.execute(chunks.select().order_by(chunks.c.number)).scalars().all()
    rebuilt = threading.Thread(target=INDEX.rebuild, args=(store,))
    rebuilt.start()
    added = _add(store, base, ["新来的规定"], document="b")
    with store.write() as connection:
        INDEX.delete(connection, numbers[:1])
        connection.execute(delete(chunks).where(chunks.c.number == numbers[0]))
    rebuilt.join()
    assert _found(store, "新来的规定", base)[0] == "新来的规定"
    with store.read() as connection:
        health = INDEX.verify(connection, base)
        assert health.clean, health
        assert health.chunks == len(TEXTS) - 1 + len(added)
    INDEX.rebuild(store)  # and once more, over the tables that took the old ones' place
    with store.read() as connection:
        assert INDEX.verify(connection, base).clean


def test_an_index_of_another_analysis_is_known_as_outdated(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    _base(store, TEXTS)
    with store.read() as connection:
        assert not INDEX.outdated(connection)
        monkeypatch.setattr("weir.knowledge.index.embedded.ANALYSER", "another")
        assert INDEX.outdated(connection)


def test_the_count_of_a_frequent_term_is_remembered_until_its_base_changes(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(postings, "_LARGE", 10)
    counts = postings.Counts()
    base = _base(store, ["年假"] * 60 + ["病假"])

    def counted(chunks: int) -> dict[str, int]:
        with store.read() as connection:
            return counts.of(connection, base, ["年假", "病假", "事假"], chunks)

    assert counted(61) == {"年假": 60, "病假": 1}
    _add(store, base, ["年假"], document="b")
    assert counted(62) == {"年假": 60, "病假": 1}
    _add(store, base, ["年假", "病假"], document="c")
    assert counted(64) == {"年假": 62, "病假": 2}


def test_a_search_of_named_documents_is_exact_however_common_the_terms_are(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    base = _base(store, ["公司的员工"] * 60, document="common")
    _add(store, base, ["公司的员工的标准"], document="wanted")
    with store.read() as connection:
        id = shelve_id(store, base, "wanted")
        monkeypatch.setattr(search, "KEPT", 5)
        monkeypatch.setattr(search, "READ", 5)
        hits = INDEX.search(connection, question_terms("公司的员工"), Filter((base,), (id,)), 10)
    assert len(hits) == 1


def shelve_id(store: Store, base: int, name: str) -> str:
    with store.write() as connection:
        return shelve(connection, base, name, name, 1).id


def test_the_first_pass_keeps_what_the_exact_pass_would_choose(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With few candidates the best ten are those that scoring every chunk gives."""
    rng = random.Random(7)
    words = [f"词{chr(0x4E00 + n)}" for n in range(300)]
    common = ["的", "公司", "员工", "规定"]
    texts = ["".join(rng.choices(words, k=8) + rng.choices(common, k=12)) for _ in range(400)]
    base = _base(store, texts)
    questions = ["".join(rng.sample(words, 3)) + "公司的规定" for _ in range(15)]
    quick = [_found(store, question, base)[:3] for question in questions]
    monkeypatch.setattr(search, "KEPT", 10_000)
    monkeypatch.setattr(search, "READ", 10_000_000)
    assert [_found(store, question, base)[:3] for question in questions] == quick
