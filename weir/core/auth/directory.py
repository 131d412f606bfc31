"""All valid keys in memory: checking one costs microseconds. A version number in the store keeps it true."""

from __future__ import annotations

import hashlib
import logging
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import Connection, bindparam, select

from weir.core.auth.principal import Principal, limits_of, principal_of
from weir.core.config import Limits
from weir.core.errors import error_kind
from weir.core.secrets import Secrets
from weir.core.store import Store, insert_into, now_ms
from weir.core.tables import keys, principals, versions

logger = logging.getLogger(__name__)

UNCHECKED = error_kind(
    "auth.unchecked",
    503,
    en="Keys cannot be checked now: the store has been out of reach for some seconds.",
    zh="暂时无法校验密钥：存储已有数秒无法访问。",
    do_en="Try again in a moment; an administrator sees the reason with `weir doctor`.",
    do_zh="请稍后重试；管理员可用 `weir doctor` 查看原因。",
)

_VERSION = "auth"
_POLL_S = 0.5
_STALE_S = 10.0  # older than this, memory is not believed: a revocation may have been missed
_MISS_S = 0.05  # unknown keys may make us look into the store this often, no more
_USES_S = 10.0  # how often the times of last use are written


@dataclass(frozen=True, slots=True)
class Caller:
    """A principal and the key with which he came. `key_quota` holds besides the principal's own limits."""

    principal: Principal
    key_id: str
    key_quota: Limits | None
    expires_at: int | None


class Directory:
    """The callers by the digest of their key. A thread watches the store for changes by other processes."""

    def __init__(self, store: Store, secrets: Secrets) -> None:
        self.store = store
        self._pepper = secrets.derive("keys")
        self._by_digest: Mapping[bytes, Caller] = {}
        self._by_key: Mapping[str, Caller] = {}
        self.version = -1
        """Rises with every change to principals, keys or sessions, by whatever process."""
        self._checked_at = 0.0
        self._failing = False
        self._last_used: dict[str, int] = {}
        self._uses_written_at = time.monotonic()
        self._loading = threading.Lock()
        self._stop = threading.Event()
        self.refresh()
        self._watcher = threading.Thread(target=self._watch, name="weir-auth", daemon=True)
        self._watcher.start()

    def digest(self, secret: str) -> bytes:
        """What the store keeps of a key or token: BLAKE2b keyed with a pepper from the home folder.

        Keyed BLAKE2b (RFC 7693) is a MAC like HMAC, and here does not give up the interpreter lock, which on
        the way of every request would cost more than the hash.
        """
        return hashlib.blake2b(secret.encode(), digest_size=32, key=self._pepper).digest()

    def find(self, secret: str) -> Caller | None:
        """The caller with this key, if it is valid now. Raises ``auth.unchecked`` when the store is away."""
        digest = self.digest(secret)
        caller = self._by_digest.get(digest)
        if caller is None and self._age() > _MISS_S and not self._failing:
            self.refresh()  # perhaps another process has just made it
            caller = self._by_digest.get(digest)
        return self._in_time(caller)

    def by_key(self, key_id: str) -> Caller | None:
        """The caller with the key of this id, if it is valid now."""
        return self._in_time(self._by_key.get(key_id))

    def refresh(self) -> None:
        """Look at the version, and load everything again if it rose."""
        with self._loading:
            with self.store.read() as connection:
                version = connection.execute(_READ_VERSION).scalar() or 0
                if version != self.version:
                    self._load(connection)
            self.version = version
            self._checked_at = time.monotonic()

    def close(self) -> None:
        """Stop watching and write the last times of use."""
        self._stop.set()
        self._watcher.join()
        self._write_uses()

    def _age(self) -> float:
        return time.monotonic() - self._checked_at

    def _in_time(self, caller: Caller | None) -> Caller | None:
        if self._age() > _STALE_S:
            raise UNCHECKED()
        if caller is None:
            return None
        now = now_ms()
        if caller.expires_at is not None and caller.expires_at <= now:
            return None
        self._last_used[caller.key_id] = now
        return caller

    def _load(self, connection: Connection) -> None:
        by_digest: dict[bytes, Caller] = {}
        people = connection.execute(principals.select().where(~principals.c.disabled)).mappings()
        by_id = {row["id"]: principal_of(row) for row in people}
        for row in connection.execute(_VALID_KEYS):
            principal = by_id.get(row.principal_id)
            if principal is not None:
                by_digest[row.digest] = Caller(principal, row.id, limits_of(row.quota), row.expires_at)
        self._by_key = {caller.key_id: caller for caller in by_digest.values()}
        self._by_digest = by_digest

    def _watch(self) -> None:
        while not self._stop.wait(_POLL_S):
            try:
                self.refresh()
                if time.monotonic() - self._uses_written_at > _USES_S:
                    self._write_uses()
                self._failing = False
            except Exception as error:  # `find` stops believing in what we know after a while
                self._failing = True
                logger.warning("keys could not be checked against the store: %s", error)

    def _write_uses(self) -> None:
        self._uses_written_at = time.monotonic()
        used, self._last_used = self._last_used, {}
        if not used:
            return
        rows = [{"key": key, "at": at} for key, at in sorted(used.items())]
        with self.store.write() as connection:
            connection.execute(_USED, rows)


def changed(connection: Connection) -> None:
    """Say, within the transaction that changes principals, keys or sessions, that they have changed."""
    statement = insert_into(connection, versions).values(name=_VERSION, value=1)
    more = {"value": versions.c.value + 1}
    connection.execute(statement.on_conflict_do_update(index_elements=["name"], set_=more))


_READ_VERSION = select(versions.c.value).where(versions.c.name == _VERSION)
_VALID_KEYS = select(keys.c.id, keys.c.principal_id, keys.c.digest, keys.c.quota, keys.c.expires_at).where(
    keys.c.revoked_at.is_(None)
)
_USED = keys.update().where(keys.c.id == bindparam("key")).values(last_used_at=bindparam("at"))
