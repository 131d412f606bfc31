"""Console sessions: a cookie's random token stands for the key with which a person signed in."""

from __future__ import annotations

import secrets
from dataclasses import dataclass

from weir.core.audit import AuditEntry, append
from weir.core.auth.directory import Caller, Directory, changed
from weir.core.auth.keys import Keys
from weir.core.errors import error_kind
from weir.core.store import now_ms
from weir.core.tables import sessions

SESSION_INVALID = error_kind(
    "auth.session_invalid",
    401,
    en="The session has ended.",
    zh="会话已结束。",
    do_en="Sign in again with your key.",
    do_zh="请使用密钥重新登录。",
)

_MOST_KNOWN = 10_000


@dataclass(frozen=True, slots=True)
class _Session:
    key_id: str
    expires_at: int


class Sessions:
    """Open, check and end sessions. A session ends with its key, its principal, its time, or at sign-out."""

    def __init__(self, directory: Directory, keys: Keys, hours: float = 12) -> None:
        self._directory, self._keys = directory, keys
        self._store = directory.store
        self._lasts_ms = int(hours * 3_600_000)
        self._known: dict[bytes, _Session] = {}
        self._known_version = -1

    def open(self, secret: str) -> tuple[str, int]:
        """Sign in with a key: the token for the cookie, and when it ends. Raises ``auth.key_invalid``."""
        caller = self._keys.verify(secret)
        token, now = secrets.token_urlsafe(32), now_ms()
        row = {
            "digest": self._directory.digest(token),
            "principal_id": caller.principal.id,
            "key_id": caller.key_id,
            "created_at": now,
            "expires_at": now + self._lasts_ms,
        }
        with self._store.write() as connection:
            connection.execute(sessions.delete().where(sessions.c.expires_at <= now))
            connection.execute(sessions.insert().values(**row))
            append(connection, [AuditEntry(caller.principal.id, "session.open", caller.key_id)])
        return token, now + self._lasts_ms

    def verify(self, token: str) -> Caller:
        """Who is signed in with this token; raises ``auth.session_invalid``."""
        digest = self._directory.digest(token)
        session = self._find(digest)
        caller = None
        if session is not None and session.expires_at > now_ms():
            caller = self._directory.by_key(session.key_id)
        if caller is None:
            raise SESSION_INVALID()
        return caller

    def close(self, token: str) -> None:
        """Sign out, everywhere within a second."""
        digest = self._directory.digest(token)
        with self._store.write() as connection:
            ended = connection.execute(sessions.delete().where(sessions.c.digest == digest)).rowcount
            if ended:
                changed(connection)
        if ended:
            self._directory.refresh()

    def _find(self, digest: bytes) -> _Session | None:
        """From memory, which is forgotten whenever anything about keys or sessions changed."""
        version = self._directory.version
        if version != self._known_version or len(self._known) >= _MOST_KNOWN:
            self._known, self._known_version = {}, version
        session = self._known.get(digest)
        if session is None:
            session = self._read(digest)
            if session is not None:
                self._known[digest] = session
        return session

    def _read(self, digest: bytes) -> _Session | None:
        with self._store.read() as connection:
            row = connection.execute(sessions.select().where(sessions.c.digest == digest)).first()
        return _Session(row.key_id, row.expires_at) if row else None
