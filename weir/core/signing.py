"""Signatures (Ed25519) over canonical JSON: a record can be checked offline with a public key alone."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from weir.core.canonical import canonical
from weir.core.secrets import Secrets, create_private, read_private

ALGORITHM = "Ed25519"
_CONTEXT = "signing.key"


class Signer:
    """Signs with the key of one home folder (``home/signing.key``, sealed with `Secrets`)."""

    def __init__(self, private_key: bytes) -> None:
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

        self._key = Ed25519PrivateKey.from_private_bytes(private_key)
        raw = self._key.public_key().public_bytes_raw()
        self.public_key = _encode(raw)
        """The public key: 32 bytes in base64url. Whoever is to check records gets it by another way."""
        self.key_id = key_id(self.public_key)

    @classmethod
    def open(cls, home: Path, secrets: Secrets) -> Signer:
        """Read the sealed key, made now if there is none."""
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

        path = home / "signing.key"
        sealed = read_private(path)
        if sealed is None:
            fresh = Ed25519PrivateKey.generate().private_bytes_raw()
            sealed = create_private(path, secrets.seal(fresh, _CONTEXT))
        return cls(secrets.unseal(sealed, _CONTEXT))

    def sign(self, data: bytes) -> str:
        """The signature in base64url (RFC 8032; deterministic)."""
        return _encode(self._key.sign(data))

    def sign_document(self, document: Mapping[str, Any]) -> dict[str, Any]:
        """The document with a ``signature`` over the canonical JSON of all its other fields.

        Give every kind of document a ``type`` field, so that one kind cannot pass for another.
        """
        signature = {"algorithm": ALGORITHM, "key": self.key_id}
        value = self.sign(canonical({**document, "signature": signature}))
        return {**document, "signature": {**signature, "value": value}}


def key_id(public_key: str) -> str:
    """The short name of a public key: 16 hex digits of its SHA-256."""
    return hashlib.sha256(_decode(public_key)).hexdigest()[:16]


def verify(public_key: str, data: bytes, signature: str) -> bool:
    """Whether the signature over the data was made with the private half of `public_key`."""
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    try:
        Ed25519PublicKey.from_public_bytes(_decode(public_key)).verify(_decode(signature), data)
    except (InvalidSignature, ValueError):
        return False
    return True


def verify_document(document: Mapping[str, Any], public_key: str) -> bool:
    """Whether `sign_document` made this document, unchanged, with that key. Takes anything; never raises."""
    signature = document.get("signature")
    if not isinstance(signature, dict) or set(signature) != {"algorithm", "key", "value"}:
        return False
    value = signature["value"]
    try:
        if signature["algorithm"] != ALGORITHM or signature["key"] != key_id(public_key):
            return False
        unsigned = {key: signature[key] for key in ("algorithm", "key")}
        return isinstance(value, str) and verify(
            public_key, canonical({**document, "signature": unsigned}), value
        )
    except ValueError:  # no canonical form, no base64
        return False


def _encode(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def _decode(text: str) -> bytes:
    """Strict: one text for one value, so that no two signatures look different and check alike."""
    data = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    if _encode(data) != text:
        raise ValueError("not the canonical base64url of anything")
    return data
