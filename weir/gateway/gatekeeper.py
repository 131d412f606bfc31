"""The gatekeeper: from what a caller shows to who the caller is."""

from __future__ import annotations

from weir.core.auth import Caller, Keys, Sessions
from weir.core.errors import error_kind

MISSING = error_kind(
    "auth.missing",
    401,
    en="No API key was given.",
    zh="没有提供 API 密钥。",
    do_en="Send `Authorization: Bearer weir_sk_...`; `weir keys create` makes a key.",
    do_zh="请发送 `Authorization: Bearer weir_sk_...`；用 `weir keys create` 创建密钥。",
)


class Gatekeeper:
    """Identifies callers by a key or by the console's session."""

    def __init__(self, keys: Keys, sessions: Sessions) -> None:
        self.keys = keys
        self.sessions = sessions

    def identify(self, credential: str | None, session: str | None = None) -> Caller:
        """The caller; a key goes before a session. Errors: `auth.*` (401)."""
        if credential:
            return self.keys.verify(credential)
        if session:
            return self.sessions.verify(session)
        raise MISSING()
