"""Keys: what a principal shows to be let in. The store keeps a digest; the key itself is shown once."""

from __future__ import annotations

import secrets
import string
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from weir.core.audit import AuditEntry, append, lock_head
from weir.core.auth.directory import Caller, Directory, changed
from weir.core.auth.principal import Principal, Role, limits_of, limits_text
from weir.core.auth.principals import FIRST_ADMIN, count, insert
from weir.core.auth.rules import NOT_FOUND
from weir.core.config import Limits
from weir.core.errors import error_kind
from weir.core.ids import new_id
from weir.core.store import now_ms
from weir.core.tables import keys, principals

KEY_INVALID = error_kind(
    "auth.key_invalid",
    401,
    en="The key is missing, wrong, expired or revoked.",
    zh="密钥缺失、错误、已过期或已吊销。",
    do_en="Send `Authorization: Bearer weir_sk_...` with a key from the console or `weir keys create`.",
    do_zh="请发送 `Authorization: Bearer weir_sk_...`，密钥可在控制台或用 `weir keys create` 获取。",
)

_START = "weir_sk_"
_ALPHABET = string.ascii_letters + string.digits
_CHARACTERS = 43  # 43 of 62 characters: 256 bits
_SHOWN = len(_START) + 4


@dataclass(frozen=True, slots=True)
class Key:
    """What may be known of a key. Times are milliseconds since the epoch."""

    id: str
    principal: str
    name: str
    prefix: str
    quota: Limits | None
    created_at: int
    last_used_at: int | None
    expires_at: int | None
    revoked: bool


class Keys:
    """Make, check, list and revoke keys. Every change is in the audit log, in the same transaction."""

    def __init__(self, directory: Directory) -> None:
        self._directory = directory
        self._store = directory.store

    def create(
        self,
        principal_id: str,
        name: str,
        *,
        actor: str,
        expires_at: int | None = None,
        quota: Limits | None = None,
    ) -> tuple[Key, str]:
        """A new key, and the secret, never to be shown again. ``auth.not_found`` without the principal."""
        with self._store.write() as connection:
            found = connection.execute(principals.select().where(principals.c.id == principal_id)).first()
            if found is None:
                raise NOT_FOUND(kind="principal", id=principal_id)
            key, secret = self._insert(connection, principal_id, name, actor, expires_at, quota)
        self._directory.refresh()
        return key, secret

    def create_first(self) -> tuple[Key, str] | None:
        """In a store without principals: the administrator's key, to be printed once. Else None."""
        with self._store.write() as connection:
            lock_head(connection)  # of servers that start together, one makes the administrator
            if count(connection):
                return None
            admin = Principal(new_id("principal"), FIRST_ADMIN, Role.admin, "unlimited")
            insert(connection, admin, actor="weir")
            made = self._insert(connection, admin.id, "first start", "weir", None, None)
        self._directory.refresh()
        return made

    def verify(self, secret: str) -> Caller:
        """Who holds this key; raises ``auth.key_invalid``. Microseconds, from memory.

        A key that another process revoked is refused within about a second.
        """
        caller = self._directory.find(secret) if secret.startswith(_START) else None
        if caller is None:
            raise KEY_INVALID()
        return caller

    def get(self, id: str) -> Key:
        """The key; raises ``auth.not_found``."""
        with self._store.read() as connection:
            row = connection.execute(keys.select().where(keys.c.id == id)).mappings().first()
        if row is None:
            raise NOT_FOUND(kind="key", id=id)
        return _key_of(row)

    def list(
        self, principal_id: str | None = None, limit: int = 1000, before: str | None = None
    ) -> list[Key]:
        """Keys, newest first: all, or those of one principal; from before the id given."""
        query = keys.select().order_by(keys.c.id.desc()).limit(limit)
        if principal_id is not None:
            query = query.where(keys.c.principal_id == principal_id)
        if before is not None:
            query = query.where(keys.c.id < before)
        with self._store.read() as connection:
            return [_key_of(row) for row in connection.execute(query).mappings()]

    def revoke(self, id: str, *, actor: str) -> Key:
        """End a key for good, and the console sessions it opened: here at once, elsewhere within a second."""
        key = self.get(id)
        if not key.revoked:
            with self._store.write() as connection:
                connection.execute(keys.update().where(keys.c.id == id).values(revoked_at=now_ms()))
                append(connection, [AuditEntry(actor, "key.revoke", id, {"principal": key.principal})])
                changed(connection)
            self._directory.refresh()
        return self.get(id)

    def _insert(
        self,
        connection: Connection,
        principal_id: str,
        name: str,
        actor: str,
        expires_at: int | None,
        quota: Limits | None,
    ) -> tuple[Key, str]:
        secret = _START + "".join(secrets.choice(_ALPHABET) for _ in range(_CHARACTERS))
        row: dict[str, Any] = {
            "id": new_id("key"),
            "principal_id": principal_id,
            "name": name,
            "prefix": secret[:_SHOWN],
            "digest": self._directory.digest(secret),
            "quota": limits_text(quota),
            "created_at": now_ms(),
            "expires_at": expires_at,
            "last_used_at": None,
            "revoked_at": None,
        }
        connection.execute(keys.insert().values(**row))
        facts = {"principal": principal_id, "name": name, "expires_at": expires_at}
        append(connection, [AuditEntry(actor, "key.create", row["id"], facts)])
        changed(connection)
        return _key_of(row), secret


def _key_of(row: Mapping[Any, Any]) -> Key:
    return Key(
        id=row["id"],
        principal=row["principal_id"],
        name=row["name"],
        prefix=row["prefix"],
        quota=limits_of(row["quota"]),
        created_at=row["created_at"],
        last_used_at=row["last_used_at"],
        expires_at=row["expires_at"],
        revoked=row["revoked_at"] is not None,
    )
