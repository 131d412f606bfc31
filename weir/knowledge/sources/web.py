"""Pages and files on the web, one HTTP request each."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Callable, Iterator
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from typing import TYPE_CHECKING
from urllib.parse import unquote, urljoin, urlsplit

from weir.knowledge.sources.contract import GONE, TOO_LARGE, UNREACHABLE, Content, Item
from weir.knowledge.sources.spec import UrlsSpec

if TYPE_CHECKING:
    import aiohttp

_REDIRECTS = 5
_TIMEOUT_S = 60
_GONE = {HTTPStatus.NOT_FOUND, HTTPStatus.GONE}
_MOVED = {301, 302, 303, 307, 308}


class Web:
    """The addresses of a list. A page is asked for again only if its server says that it changed.

    `check_host` is asked about every host, also of redirects, before it is spoken to.
    """

    def __init__(self, spec: UrlsSpec, max_bytes: int, check_host: Callable[[str], None]) -> None:
        self.spec = spec
        self.max_bytes = max_bytes
        self.check_host = check_host

    def items(self) -> Iterator[Item]:
        for url in dict.fromkeys(self.spec.urls):
            yield Item(url, _name(url), "")

    def read(self, item: Item, known: str) -> Content | None:
        return asyncio.run(self._read(item, known))

    def close(self) -> None:
        """Nothing is held."""

    async def _read(self, item: Item, known: str) -> Content | None:
        import aiohttp

        timeout = aiohttp.ClientTimeout(total=_TIMEOUT_S)
        try:
            async with aiohttp.ClientSession(timeout=timeout, trust_env=True) as session:
                return await self._follow(session, item, known)
        except (aiohttp.ClientError, TimeoutError, OSError, ValueError) as error:
            raise UNREACHABLE(name=item.key, reason=str(error) or type(error).__name__) from None

    async def _follow(self, session: aiohttp.ClientSession, item: Item, known: str) -> Content | None:
        url, headers = item.key, _conditions(known)
        for _ in range(_REDIRECTS + 1):
            self.check_host(urlsplit(url).hostname or "")
            async with session.get(url, headers=headers, allow_redirects=False) as answer:
                if answer.status not in _MOVED:
                    return await self._content(answer, item, known)
                url = urljoin(url, answer.headers.get("location", ""))
        raise UNREACHABLE(name=item.key, reason=f"more than {_REDIRECTS} redirects")

    async def _content(self, answer: aiohttp.ClientResponse, item: Item, known: str) -> Content | None:
        if answer.status == HTTPStatus.NOT_MODIFIED:
            return None
        if answer.status in _GONE:
            raise GONE(name=item.key, reason=f"HTTP {answer.status}")
        if answer.status != HTTPStatus.OK:
            raise UNREACHABLE(name=item.key, reason=f"HTTP {answer.status}")
        data = bytearray()
        async for piece in answer.content.iter_chunked(65536):
            data += piece
            if len(data) > self.max_bytes:
                raise TOO_LARGE(name=item.key, limit=self.max_bytes)
        version = _version(answer, bytes(data))
        changed = answer.headers.get("last-modified")
        return None if version == known else Content(bytes(data), version, _moment(changed))


def _version(answer: aiohttp.ClientResponse, data: bytes) -> str:
    """What the server calls this state of the page; where it says nothing, the digest of the bytes."""
    for header in ("etag", "last-modified"):
        if value := answer.headers.get(header):
            return f"{header}:{value}"
    return f"sha256:{hashlib.sha256(data).hexdigest()}"


def _conditions(known: str) -> dict[str, str]:
    header, _, value = known.partition(":")
    name = {"etag": "If-None-Match", "last-modified": "If-Modified-Since"}.get(header)
    return {name: value} if name else {}


def _moment(value: str | None) -> int | None:
    try:
        return int(parsedate_to_datetime(value).timestamp() * 1000) if value else None
    except ValueError:
        return None


def _name(url: str) -> str:
    """The last part of the path as a file name; the host for the page of a site itself."""
    parts = urlsplit(url)
    return unquote(parts.path.rstrip("/").rsplit("/", 1)[-1]) or parts.hostname or "page"
