"""Objects of a bucket, through the `obstore` of the extra `s3`."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from weir.core.errors import WeirError
from weir.knowledge.sources.contract import GONE, TOO_LARGE, UNREACHABLE, Content, Item
from weir.knowledge.sources.patterns import wanted
from weir.knowledge.sources.spec import S3Spec

if TYPE_CHECKING:
    from obstore.store import S3Store

_RETRIES = 2
_RETRY_S = 20


class S3:
    """The objects under a prefix; an object's version is its ETag."""

    def __init__(self, spec: S3Spec, max_bytes: int) -> None:
        self.spec = spec
        self.max_bytes = max_bytes
        self._store = _store(spec)

    def items(self) -> Iterator[Item]:
        from obstore.exceptions import BaseError

        try:
            for batch in self._store.list(self.spec.prefix or None):
                for entry in batch:
                    if wanted(entry["path"], self.spec.include):
                        yield _item(entry)
        except BaseError as error:
            raise _unreachable(f"{self.spec.endpoint}/{self.spec.bucket}", error) from None

    def read(self, item: Item, known: str) -> Content | None:
        from obstore.exceptions import BaseError, NotFoundError

        if item.version == known:
            return None
        try:
            answer = self._store.get(item.key)
            if answer.meta["size"] > self.max_bytes:
                raise TOO_LARGE(name=item.key, limit=self.max_bytes)
            return Content(bytes(answer.bytes()), item.version, item.modified_at)
        except (FileNotFoundError, NotFoundError):
            raise GONE(name=item.key, reason="there is no such object") from None
        except BaseError as error:
            raise _unreachable(item.key, error) from None

    def close(self) -> None:
        """Connections end with the store."""


def _store(spec: S3Spec) -> S3Store:
    try:
        from obstore.store import S3Store
    except ImportError:
        raise UNREACHABLE(name=spec.endpoint, reason="install the extra: pip install 'weir[s3]'") from None
    keys: dict[str, Any] = {
        "access_key_id": spec.access_key,
        "secret_access_key": spec.secret_key.get_secret_value(),
    }
    return S3Store(
        spec.bucket,
        endpoint=spec.endpoint,
        region=spec.region,
        virtual_hosted_style_request=False,
        client_options={"allow_http": spec.endpoint.startswith("http://"), "timeout": "60s"},
        retry_config={"max_retries": _RETRIES, "retry_timeout": timedelta(seconds=_RETRY_S)},
        **(keys if spec.access_key else {"skip_signature": True}),
    )


def _item(entry: Any) -> Item:
    key = entry["path"]
    moment = int(entry["last_modified"].timestamp() * 1000)
    version = entry["e_tag"] or f"{entry['size']}:{moment}"
    return Item(key, key.rsplit("/", 1)[-1], version, moment)


def _unreachable(name: str, error: Exception) -> WeirError:
    """The first line of what went wrong: the rest is the library's own record, with addresses and headers."""
    return UNREACHABLE(name=name, reason=str(error).split("\n", 1)[0])
