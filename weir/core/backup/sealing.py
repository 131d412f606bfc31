"""Secrets under a passphrase: scrypt (RFC 7914) and AES-256-GCM."""

from __future__ import annotations

import base64
import os
from pathlib import Path

import orjson

from weir.core.backup.faults import PASSPHRASE
from weir.core.secrets import create_private

_COST = {"n": 1 << 16, "r": 8, "p": 1}  # 64 MiB and about 0.2 s a guess
_CONTEXT = b"weir-backup/1 secrets"


def seal_keys(home: Path, passphrase: str) -> bytes:
    """Every key file of the home folder in one sealed text."""
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    keys = {path.name: _text(path.read_bytes()) for path in sorted(home.glob("*.key"))}
    salt, nonce = os.urandom(16), os.urandom(12)
    sealed = AESGCM(_stretched(passphrase, salt)).encrypt(nonce, orjson.dumps(keys), _CONTEXT)
    return orjson.dumps(
        {"kdf": "scrypt", **_COST, "salt": _text(salt), "nonce": _text(nonce), "sealed": _text(sealed)}
    )


def unseal_keys(sealed: bytes, passphrase: str, home: Path) -> list[str]:
    """Write the key files into the home folder; their names. Raises ``backup.passphrase``."""
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    box = orjson.loads(sealed)
    if box["kdf"] != "scrypt" or {name: box[name] for name in _COST} != _COST:
        raise PASSPHRASE(reason="they are sealed in a way that this Weir does not know")
    cipher = AESGCM(_stretched(passphrase, _bytes(box["salt"])))
    try:
        keys: dict[str, str] = orjson.loads(
            cipher.decrypt(_bytes(box["nonce"]), _bytes(box["sealed"]), _CONTEXT)
        )
    except InvalidTag:
        raise PASSPHRASE(reason="the passphrase is another") from None
    for name, content in keys.items():
        if Path(name).name != name or not name.endswith(".key"):
            raise PASSPHRASE(reason=f"{name!r} is no key file")
        create_private(home / name, _bytes(content))
    return sorted(keys)


def _stretched(passphrase: str, salt: bytes) -> bytes:
    from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

    return Scrypt(salt=salt, length=32, n=_COST["n"], r=_COST["r"], p=_COST["p"]).derive(passphrase.encode())


def _text(data: bytes) -> str:
    return base64.b64encode(data).decode()


def _bytes(text: str) -> bytes:
    return base64.b64decode(text)
