"""Secrets: one random key in the home folder, and values sealed with it.

`secret.key` is made at first start and never leaves the home folder. Whoever holds it and the store holds
every secret of this Weir, so both belong in a backup and neither in a repository. Servers that share a store
share a copy of the file.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import os
from pathlib import Path

from sqlalchemy import select

from weir.core.errors import error_kind
from weir.core.store import Store, insert_into, now_ms
from weir.core.tables import sealed_values

EXPOSED = error_kind(
    "secrets.exposed",
    500,
    en="Others on this machine may read {path}.",
    zh="本机其他用户可以读取 {path}。",
    do_en="Run `chmod 600 {path}`; if others may have read it, change every key that Weir gave out or holds.",
    do_zh="请运行 `chmod 600 {path}`；若可能已被他人读取，请更换 Weir 发放和保存的所有密钥。",
)
UNREADABLE = error_kind(
    "secrets.unreadable",
    500,
    en="{path} is not a Weir key: {reason}.",
    zh="{path} 不是有效的 Weir 密钥文件：{reason}。",
    do_en="Restore the file from a backup of this home folder.",
    do_zh="请从该主目录的备份中恢复此文件。",
)
OTHER_KEY = error_kind(
    "secrets.other_key",
    500,
    en="{context} was sealed with another secret key ({found}; here: {here}).",
    zh="{context} 是用另一把密钥封存的（{found}；当前：{here}）。",
    do_en="Restore the secret.key that belongs to this store, or enter the value again.",
    do_zh="请恢复与该存储对应的 secret.key，或重新录入该值。",
)
DAMAGED = error_kind(
    "secrets.damaged",
    500,
    en="The sealed value {context} was changed or belongs elsewhere.",
    zh="封存的值 {context} 已被改动，或不属于此处。",
    do_en="Enter the value again, and find out who wrote to the store.",
    do_zh="请重新录入该值，并查明谁改动了存储。",
)

_FORMAT = b"\x01"
_ID_BYTES, _NONCE_BYTES = 4, 12


class Secrets:
    """Seals and unseals small values (AES-256-GCM), and derives keys for other purposes (HKDF-SHA-256)."""

    def __init__(self, key: bytes) -> None:
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        self._key = key
        self._cipher = AESGCM(self.derive("seal"))
        self.key_id = hashlib.sha256(self.derive("id")).digest()[:_ID_BYTES].hex()
        """Names the key without telling anything about it."""

    @classmethod
    def open(cls, home: Path) -> Secrets:
        """Read ``home/secret.key``, made now if there is none; ``secrets.*`` rather than go on unsafely."""
        path = home / "secret.key"
        text = read_private(path)
        if text is None:
            text = create_private(path, base64.b64encode(os.urandom(32)) + b"\n")
        try:
            key = base64.b64decode(text.strip(), validate=True)
        except binascii.Error:
            raise UNREADABLE(path=str(path), reason="not base64") from None
        if len(key) != 32:
            raise UNREADABLE(path=str(path), reason=f"{len(key)} bytes instead of 32")
        return cls(key)

    def derive(self, purpose: str) -> bytes:
        """32 bytes for one purpose; other purposes' bytes tell nothing about them."""
        from cryptography.hazmat.primitives.hashes import SHA256
        from cryptography.hazmat.primitives.kdf.hkdf import HKDF

        return HKDF(SHA256(), length=32, salt=None, info=b"weir:" + purpose.encode()).derive(self._key)

    def seal(self, value: bytes, context: str) -> bytes:
        """Encrypt for one place, named by `context`; elsewhere it will not open."""
        nonce = os.urandom(_NONCE_BYTES)
        head = _FORMAT + bytes.fromhex(self.key_id)
        return head + nonce + self._cipher.encrypt(nonce, value, head + context.encode())

    def unseal(self, sealed: bytes, context: str) -> bytes:
        """The value; raises ``secrets.other_key`` or ``secrets.damaged``."""
        from cryptography.exceptions import InvalidTag

        head, rest = sealed[: 1 + _ID_BYTES], sealed[1 + _ID_BYTES :]
        if head[:1] != _FORMAT or len(rest) < _NONCE_BYTES:
            raise DAMAGED(context=context)
        if head[1:].hex() != self.key_id:
            raise OTHER_KEY(context=context, found=head[1:].hex(), here=self.key_id)
        try:
            return self._cipher.decrypt(rest[:_NONCE_BYTES], rest[_NONCE_BYTES:], head + context.encode())
        except InvalidTag:
            raise DAMAGED(context=context) from None


class Vault:
    """Named secrets in the store, such as an upstream's key: sealed at rest, never exported, never logged."""

    def __init__(self, store: Store, secrets: Secrets) -> None:
        self._store, self._secrets = store, secrets

    def put(self, name: str, value: str) -> None:
        """Keep the value under the name, in place of an older one."""
        values = {"sealed": self._secrets.seal(value.encode(), f"vault/{name}"), "updated_at": now_ms()}
        with self._store.write() as connection:
            statement = insert_into(connection, sealed_values).values(name=name, **values)
            connection.execute(statement.on_conflict_do_update(index_elements=["name"], set_=values))

    def get(self, name: str) -> str | None:
        """The value, or None."""
        with self._store.read() as connection:
            sealed = connection.execute(
                select(sealed_values.c.sealed).where(sealed_values.c.name == name)
            ).scalar()
        return None if sealed is None else self._secrets.unseal(sealed, f"vault/{name}").decode()

    def delete(self, name: str) -> bool:
        """Forget the value; whether there was one."""
        with self._store.write() as connection:
            return connection.execute(sealed_values.delete().where(sealed_values.c.name == name)).rowcount > 0

    def names(self) -> list[str]:
        """The names, in order; no values."""
        with self._store.read() as connection:
            return list(
                connection.execute(select(sealed_values.c.name).order_by(sealed_values.c.name)).scalars()
            )


def read_private(path: Path) -> bytes | None:
    """The content of a file that only this account may read, or None where there is none."""
    try:
        with path.open("rb") as file:
            if os.fstat(file.fileno()).st_mode & 0o077:
                raise EXPOSED(path=str(path))
            return file.read()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise UNREADABLE(path=str(path), reason=error.strerror) from None


def create_private(path: Path, content: bytes) -> bytes:
    """Create the file whole and at once; if another process was first, the answer is its content."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{os.getpid()}.{os.urandom(4).hex()}")
    with os.fdopen(os.open(draft, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(draft, path)  # fails where the file exists, and never shows half of it
    except FileExistsError:
        return read_private(path) or b""
    finally:
        draft.unlink()
    return content
