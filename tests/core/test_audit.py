"""The audit chain: one chain for all servers, and nothing in it can be changed unseen."""

import json
import multiprocessing
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from weir.core.audit import (
    AuditEntry,
    append,
    audit_entries,
    export_audit,
    sign_head,
    verify_audit,
    verify_audit_export,
)
from weir.core.audit.verify import verify_rows
from weir.core.secrets import Secrets
from weir.core.signing import Signer
from weir.core.store import Store


@pytest.fixture
def signer(home: Path) -> Signer:
    return Signer.open(home, Secrets.open(home))


def _append(store: Store, count: int = 10, actor: str = "p_1") -> None:
    with store.write() as connection:
        append(
            connection,
            [AuditEntry(actor, "test", f"o_{n}", {"n": n, "名": "值", "x": 0.5}) for n in range(count)],
        )


def _export(store: Store, path: Path) -> list[str]:
    with path.open("wb") as file:
        export_audit(store, file)
    return path.read_text(encoding="utf-8").splitlines()


def test_an_untouched_chain_verifies(store: Store) -> None:
    assert verify_audit(store).entries == 0
    assert verify_audit(store).valid
    _append(store, 7)
    _append(store, 3)
    report = verify_audit(store)
    assert (report.valid, report.entries, report.broken_at) == (True, 10, None)
    assert report.head == audit_entries(store, limit=1)[0]["hash"]


def test_entries_are_listed_newest_first_by_page(store: Store) -> None:
    _append(store, 5)
    assert [row["seq"] for row in audit_entries(store, limit=2)] == [5, 4]
    assert [row["seq"] for row in audit_entries(store, limit=9, before=4)] == [3, 2, 1]
    assert audit_entries(store, limit=1)[0]["details"] == {"n": 4, "名": "值", "x": 0.5}


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit SET actor = 'nobody' WHERE seq = 2",
        "DELETE FROM audit WHERE seq = 3",
        "DELETE FROM audit",
        "UPDATE audit_heads SET hash = 'x'",
        "DELETE FROM audit_heads",
    ],
)
def test_the_store_itself_refuses_to_change_or_delete_rows(
    store: Store, signer: Signer, statement: str
) -> None:
    _append(store)
    sign_head(store, signer)
    with pytest.raises(IntegrityError), store.write() as connection:
        connection.execute(text(statement))
    assert verify_audit(store, signer.public_key).entries == 10


def test_sqlite_refuses_to_replace_a_row(tmp_path: Path) -> None:
    store = Store.open(f"sqlite:///{tmp_path / 'weir.db'}")
    _append(store)
    with pytest.raises(IntegrityError), store.write() as connection:
        connection.execute(
            text("INSERT OR REPLACE INTO audit SELECT seq, 0, '', '', '', '{}', '', '' FROM audit")
        )
    assert verify_audit(store).entries == 10


def test_postgresql_refuses_to_truncate(store: Store) -> None:
    if store.dialect == "sqlite":
        pytest.skip("SQLite has no TRUNCATE")
    _append(store)
    with pytest.raises(IntegrityError), store.write() as connection:
        connection.execute(text("TRUNCATE audit"))


def _force(store: Store, *statements: str) -> None:
    """Do as somebody does who owns the database and switches the triggers off."""
    with store.write() as connection:
        for table in ("audit", "audit_heads"):
            if store.dialect == "postgresql":
                connection.execute(text(f"ALTER TABLE {table} DISABLE TRIGGER ALL"))
            else:
                for verb in ("update", "delete", "replace"):
                    connection.execute(text(f"DROP TRIGGER {table}_no_{verb}"))
        for statement in statements:
            connection.execute(text(statement))


@pytest.mark.parametrize(
    ("statements", "broken_at", "reason"),
    [
        (["UPDATE audit SET actor = 'somebody else' WHERE seq = 4"], 4, "changed"),
        (["UPDATE audit SET details = '{}' WHERE seq = 4"], 4, "changed"),
        (["UPDATE audit SET created_at = created_at - 1 WHERE seq = 4"], 4, "changed"),
        (["UPDATE audit SET details = 'no json' WHERE seq = 4"], 4, "changed"),
        (["UPDATE audit SET hash = prev_hash WHERE seq = 4"], 4, "changed"),
        (["DELETE FROM audit WHERE seq = 4"], 4, "deleted"),
        (["DELETE FROM audit WHERE seq <= 3"], 1, "deleted"),
        (["DELETE FROM audit WHERE seq = 4", "UPDATE audit SET seq = seq - 1 WHERE seq > 4"], 4, "changed"),
        (["DELETE FROM audit WHERE seq > 8"], 9, "truncated"),
        (["DELETE FROM audit"], 1, "truncated"),
    ],
)
def test_tampering_is_found_at_its_place(
    store: Store, signer: Signer, statements: list[str], broken_at: int, reason: str
) -> None:
    _append(store)
    sign_head(store, signer)
    _force(store, *statements)
    report = verify_audit(store, signer.public_key)
    assert (report.valid, report.broken_at, report.reason) == (False, broken_at, reason)


def test_a_chain_rewritten_with_good_hashes_contradicts_its_signed_head(store: Store, signer: Signer) -> None:
    _append(store)
    sign_head(store, signer)
    _force(store, "DELETE FROM audit")
    _append(store, 12, actor="forger")
    assert verify_audit(store).valid
    report = verify_audit(store, signer.public_key)
    assert (report.valid, report.broken_at, report.reason) == (False, 10, "rewritten")


def test_a_head_that_another_key_signed_is_forged(store: Store, signer: Signer, tmp_path: Path) -> None:
    other = Signer.open(tmp_path / "other", Secrets.open(tmp_path / "other"))
    _append(store)
    sign_head(store, other)
    assert verify_audit(store, signer.public_key).reason == "head_forged"


def test_a_head_is_signed_only_when_the_chain_has_grown(store: Store, signer: Signer) -> None:
    assert sign_head(store, signer) is None
    _append(store)
    head = sign_head(store, signer)
    assert head is not None
    assert head["seq"] == 10
    assert sign_head(store, signer) is None
    _append(store)
    sign_head(store, signer)
    assert verify_audit(store, signer.public_key).signed_to == 20


def test_an_export_verifies_without_the_store(store: Store, signer: Signer, tmp_path: Path) -> None:
    _append(store)
    sign_head(store, signer)
    path = tmp_path / "audit.jsonl"
    assert len(_export(store, path)) == 11
    report = verify_audit_export(path, signer.public_key)
    assert (report.valid, report.entries, report.signed_to) == (True, 10, 10)


def _swap(lines: list[str]) -> list[str]:
    return [*lines[:3], lines[4], lines[3], *lines[5:]]


@pytest.mark.parametrize(
    ("change", "broken_at", "reason"),
    [
        (lambda lines: [line.replace("o_4", "o_5") for line in lines], 5, "changed"),
        (lambda lines: lines[:4] + lines[5:], 4, "deleted"),
        (_swap, 3, "deleted"),
        (lambda lines: lines[:5] + lines[4:], 5, "reordered"),
        (lambda lines: lines[:8], 8, "truncated"),
        (lambda lines: lines[:1], 1, "truncated"),
        (lambda lines: [*lines[:3], "{half a li"], 3, "unreadable"),
        (lambda lines: [*lines[:3], "[]"], 3, "unreadable"),
        (lambda lines: [lines[0].replace('"seq":10', '"seq":9'), *lines[1:10]], 9, "head_forged"),
    ],
)
def test_tampering_with_an_export_is_found(
    tmp_path: Path, signer: Signer, change: Any, broken_at: int, reason: str
) -> None:
    store = Store.open(f"sqlite:///{tmp_path / 'weir.db'}")
    _append(store)
    sign_head(store, signer)
    path = tmp_path / "audit.jsonl"
    path.write_text("\n".join(change(_export(store, path))) + "\n", encoding="utf-8")
    report = verify_audit_export(path, signer.public_key)
    assert (report.valid, report.broken_at, report.reason) == (False, broken_at, reason)


def test_a_head_kept_elsewhere_shows_an_export_that_was_cut_with_its_heads(
    tmp_path: Path, signer: Signer
) -> None:
    store = Store.open(f"sqlite:///{tmp_path / 'weir.db'}")
    _append(store)
    head = sign_head(store, signer)
    path = tmp_path / "audit.jsonl"
    path.write_text("\n".join(_export(store, path)[1:6]) + "\n", encoding="utf-8")
    assert verify_audit_export(path, signer.public_key).valid
    assert verify_audit_export(path, signer.public_key, head).reason == "truncated"


@given(
    st.lists(
        st.dictionaries(
            st.sampled_from(["seq", "hash", "prev_hash", "details", "type", "actor", "signature"]),
            st.one_of(st.integers(), st.text(), st.none(), st.lists(st.integers()), st.floats()),
        ),
        min_size=1,
    )
)
def test_no_made_up_rows_pass_and_none_crashes_the_verifier(rows: list[dict[str, Any]]) -> None:
    assert not verify_rows(rows, [], None).valid
    assert not verify_rows([], rows, "A" * 43).valid


def test_time_never_goes_back_in_the_chain_when_the_clock_does(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    for now in (5000, 9000, 2000, 7000, 9500):
        monkeypatch.setattr("weir.core.audit.chain.now_ms", lambda now=now: now)
        _append(store, 1)
    times = [row["created_at"] for row in reversed(audit_entries(store))]
    assert times == [5000, 9000, 9000, 9000, 9500]
    assert verify_audit(store).valid


def test_a_transaction_that_fails_leaves_no_gap(store: Store) -> None:
    _append(store, 2)

    def fail() -> None:
        with store.write() as connection:
            append(connection, [AuditEntry("p", "lost", "o")])
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    _append(store, 2)
    report = verify_audit(store)
    assert (report.valid, report.entries) == (True, 4)


def _append_often(url: str, actor: str) -> None:
    store = Store.open(url)
    for _ in range(60):
        _append(store, 3, actor)
    store.close()


def test_processes_that_append_at_the_same_time_make_one_chain(store_url: str) -> None:
    spawn = multiprocessing.get_context("spawn")
    Store.open(store_url).close()
    writers = [spawn.Process(target=_append_often, args=(store_url, f"p_{n}")) for n in range(3)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join(60)
    assert [writer.exitcode for writer in writers] == [0, 0, 0]
    store = Store.open(store_url)
    report = verify_audit(store)
    assert (report.valid, report.entries) == (True, 540)
    actors = [row["actor"] for row in audit_entries(store, limit=1000)]
    assert {actors.count(f"p_{n}") for n in range(3)} == {180}
    store.close()


def test_the_hash_is_what_an_outsider_computes_from_the_documented_rule(store: Store) -> None:
    import hashlib

    with store.write() as connection:
        append(connection, [AuditEntry("p_1", "test", "o_1", {"b": 1, "a": "é"})])
    row = audit_entries(store)[0]
    own = row.pop("hash")
    text_ = json.dumps(row, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    assert own == hashlib.sha256(text_.encode()).hexdigest()
