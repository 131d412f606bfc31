"""Principals in the store."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import orjson
from sqlalchemy import Connection, func, select
from sqlalchemy.exc import IntegrityError

from weir.core.audit import AuditEntry, append
from weir.core.auth.directory import Directory, changed
from weir.core.auth.principal import Principal, Role, limits_text, principal_of
from weir.core.auth.rules import NOT_FOUND
from weir.core.config import Limits
from weir.core.errors import error_kind
from weir.core.ids import new_id
from weir.core.store import now_ms
from weir.core.tables import principals

NAME_TAKEN = error_kind(
    "auth.name_taken",
    409,
    en="There is a principal called {name} already.",
    zh="名为 {name} 的主体已存在。",
    do_en="Choose another name.",
    do_zh="请换一个名称。",
)
LAST_ADMIN = error_kind(
    "auth.last_admin",
    409,
    en="{name} is the last administrator.",
    zh="{name} 是最后一位管理员。",
    do_en="Make another principal an administrator first.",
    do_zh="请先将另一主体设为管理员。",
)

FIRST_ADMIN = "admin"
"""The name of the principal that is made at first start."""


class Principals:
    """Make, find and change principals. Every change is in the audit log, in the same transaction."""

    def __init__(self, directory: Directory) -> None:
        self._directory = directory
        self._store = directory.store

    def create(
        self,
        name: str,
        role: Role,
        tier: str,
        *,
        actor: str,
        groups: Iterable[str] = (),
        quota: Limits | None = None,
    ) -> Principal:
        """A new principal; `actor` is the id of who makes it. Raises ``auth.name_taken``."""
        principal = Principal(new_id("principal"), name, role, tier, quota, frozenset(groups))
        try:
            with self._store.write() as connection:
                insert(connection, principal, actor)
        except IntegrityError:
            raise NAME_TAKEN(name=name, param="name") from None
        self._directory.refresh()
        return principal

    def get(self, id: str) -> Principal:
        """The principal; raises ``auth.not_found``."""
        with self._store.read() as connection:
            return _get(connection, id)

    def by_name(self, name: str) -> Principal | None:
        """The principal of this name, or None."""
        with self._store.read() as connection:
            row = connection.execute(principals.select().where(principals.c.name == name)).mappings().first()
        return None if row is None else principal_of(row)

    def list(self, limit: int = 1000, after: str = "") -> list[Principal]:
        """Principals in the order of their names, from after the name given."""
        query = principals.select().where(principals.c.name > after).order_by(principals.c.name).limit(limit)
        with self._store.read() as connection:
            return [principal_of(row) for row in connection.execute(query).mappings()]

    def change(
        self,
        id: str,
        *,
        actor: str,
        role: Role | None = None,
        tier: str | None = None,
        groups: Iterable[str] | None = None,
        disabled: bool | None = None,
    ) -> Principal:
        """Change what is given. A disabled principal's keys stop working, everywhere within a second."""
        values: dict[str, Any] = {"role": role and role.value, "tier": tier, "disabled": disabled}
        values["groups"] = None if groups is None else _groups_text(groups)
        values = {name: value for name, value in values.items() if value is not None}
        with self._store.write() as connection:
            # The chain's lock comes first: two administrators cannot demote each other at the same moment.
            append(connection, [AuditEntry(actor, "principal.change", id, values)])
            before = _get(connection, id)
            after = _update(connection, id, values)
            _keep_an_admin(connection, before)
        self._directory.refresh()
        return after

    def set_quota(self, id: str, quota: Limits | None, *, actor: str) -> Principal:
        """Give the principal limits of his own, or with None those of his tier."""
        text = limits_text(quota)
        with self._store.write() as connection:
            append(connection, [AuditEntry(actor, "principal.quota", id, {"quota": text})])
            after = _update(connection, id, {"quota": text})
        self._directory.refresh()
        return after


def insert(connection: Connection, principal: Principal, actor: str) -> None:
    """Add the principal, with its audit entry, in the caller's transaction."""
    now = now_ms()
    connection.execute(
        principals.insert().values(
            id=principal.id,
            name=principal.name,
            role=principal.role.value,
            tier=principal.tier,
            groups=_groups_text(principal.groups),
            quota=limits_text(principal.quota),
            disabled=False,
            created_at=now,
            updated_at=now,
        )
    )
    facts = {"name": principal.name, "role": principal.role.value, "tier": principal.tier}
    append(connection, [AuditEntry(actor, "principal.create", principal.id, facts)])
    changed(connection)


def count(connection: Connection) -> int:
    """How many principals there are."""
    return connection.execute(select(func.count()).select_from(principals)).scalar_one()


def _get(connection: Connection, id: str) -> Principal:
    row = connection.execute(principals.select().where(principals.c.id == id)).mappings().first()
    if row is None:
        raise NOT_FOUND(kind="principal", id=id)
    return principal_of(row)


def _update(connection: Connection, id: str, values: dict[str, Any]) -> Principal:
    statement = principals.update().where(principals.c.id == id)
    connection.execute(statement.values(**values, updated_at=now_ms()))
    changed(connection)
    return _get(connection, id)


def _keep_an_admin(connection: Connection, before: Principal) -> None:
    query = (
        select(principals.c.id).where(principals.c.role == Role.admin.value, ~principals.c.disabled).limit(1)
    )
    if before.role is Role.admin and connection.execute(query).first() is None:
        raise LAST_ADMIN(name=before.name)


def _groups_text(groups: Iterable[str]) -> str:
    return orjson.dumps(sorted(groups)).decode()
