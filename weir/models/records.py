"""What must be known later: which weights came from where under which licence, and what routes spent."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from weir.core.store import Store, insert_into, now_ms
from weir.models import tables
from weir.models.contract import ModelCard
from weir.models.routing.budget import Budget


@dataclass(frozen=True, slots=True)
class Pull:
    """Weights that were fetched; `accepted_by` is who accepted a licence that asks for it. Times in ms."""

    sha256: str
    name: str
    source: str
    size: int
    licence: str | None
    licence_url: str | None
    accepted_by: str | None
    accepted_at: int | None
    pulled_by: str
    pulled_at: int


class Records:
    """The tables of pulls and of spending. Blocking."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def pulled(self, card: ModelCard, sha256: str, size: int, by: str, accepted: bool) -> None:
        """Note that weights were fetched; a licence accepted once stays accepted."""
        now = now_ms()
        values = {
            "sha256": sha256,
            "name": card.name,
            "source": card.source,
            "size": size,
            "licence": card.licence,
            "licence_url": card.licence_url,
            "pulled_by": by,
            "pulled_at": now,
        }
        acceptance = {"accepted_by": by, "accepted_at": now} if accepted else {}
        with self._store.write() as connection:
            statement = insert_into(connection, tables.pulls).values(values | acceptance)
            connection.execute(
                statement.on_conflict_do_update(index_elements=["sha256", "name"], set_=values | acceptance)
            )

    def pulls(self) -> list[Pull]:
        """All that was ever fetched, oldest first."""
        with self._store.read() as connection:
            rows = connection.execute(select(tables.pulls).order_by(tables.pulls.c.pulled_at)).mappings()
            return [Pull(**row) for row in rows]

    def accepted(self, name: str) -> bool:
        """Whether somebody has accepted the licence of this model."""
        return any(pull.name == name and pull.accepted_by for pull in self.pulls())

    def save_spending(self, name: str, budget: Budget) -> tuple[int, float, float]:
        """Add what is unsaved to the day; the day, what was added, and the day's total (`Budget.settle`)."""
        day, saved = budget.day, budget.unsaved
        row = tables.spend.c
        with self._store.write() as connection:
            statement = insert_into(connection, tables.spend).values(name=name, day=day, money=saved)
            connection.execute(
                statement.on_conflict_do_update(
                    index_elements=["name", "day"], set_={"money": row.money + saved}
                )
            )
            total = connection.execute(select(row.money).where(row.name == name, row.day == day)).scalar_one()
        return day, saved, float(total)
