"""A URL as a carrier: streamed to a file, taken up again where it broke off."""

from __future__ import annotations

import asyncio
from pathlib import Path

import aiohttp

from weir.models.carriers.weights import PULL_FAILED, Progress

_ATTEMPTS = 5
_TIMEOUT = aiohttp.ClientTimeout(total=None, sock_connect=10, sock_read=60)


async def fetch(name: str, url: str, target: Path, progress: Progress) -> None:
    """Write what `url` gives to `target`; what is there already from an earlier attempt is not fetched again.

    A connection that breaks is taken up again up to four times. Errors: pull_failed.
    """
    reason = ""
    async with aiohttp.ClientSession(timeout=_TIMEOUT) as session:
        for _ in range(_ATTEMPTS):
            try:
                return await _fetch_once(session, name, url, target, progress)
            except (aiohttp.ClientError, TimeoutError) as error:
                reason = type(error).__name__
    raise PULL_FAILED(name=name, reason=reason)


async def _fetch_once(
    session: aiohttp.ClientSession, name: str, url: str, target: Path, progress: Progress
) -> None:
    have = await asyncio.to_thread(_size, target)
    headers = {"Accept-Encoding": "identity"} | ({"Range": f"bytes={have}-"} if have else {})
    async with session.get(url, headers=headers, max_redirects=5) as response:
        if response.status == 416:  # all of it was there; the digest will tell
            return
        if response.status not in (200, 206):
            raise PULL_FAILED(name=name, reason=f"HTTP {response.status}")
        have = have if response.status == 206 else 0  # 200: the server does not resume
        total = have + response.content_length if response.content_length is not None else None
        with target.open("ab" if have else "wb") as file:
            async for data in response.content.iter_chunked(1 << 18):
                await asyncio.to_thread(file.write, data)
                have += len(data)
                progress(have, total)


def _size(path: Path) -> int:
    return path.stat().st_size if path.exists() else 0
