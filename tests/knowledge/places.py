"""Places outside Weir that sources read, in a process of their own: a web site and a bucket of the S3 API.

    python places.py FOLDER

prints its port. Files of FOLDER are served at `/site/NAME` (with an ETag, honouring If-None-Match) and as
objects of the bucket `docs`. `/moved/NAME` redirects to the site, `/away` to a host that is not this one,
`/loop` to itself, `/busy` answers 503, `/endless` never stops. Each request is written to `requests.log`
beside FOLDER as `METHOD PATH STATUS`.
"""

from __future__ import annotations

import hashlib
import sys
from datetime import UTC, datetime
from pathlib import Path
from xml.sax.saxutils import escape

from aiohttp import web

FOLDER = Path(sys.argv[1])
LOG = FOLDER.parent / "requests.log"


def etag(data: bytes) -> str:
    return '"' + hashlib.md5(data, usedforsecurity=False).hexdigest() + '"'


async def site(request: web.Request) -> web.Response:
    file = FOLDER / request.match_info["name"]
    if not file.is_file():
        raise web.HTTPNotFound
    data = file.read_bytes()
    if request.headers.get("if-none-match") == etag(data):
        return web.Response(status=304)
    return web.Response(body=data, headers={"ETag": etag(data)})


async def moved(request: web.Request) -> web.Response:
    raise web.HTTPFound(f"/site/{request.match_info['name']}")


async def away(request: web.Request) -> web.Response:
    raise web.HTTPFound("http://elsewhere.invalid/secret")


async def loop(request: web.Request) -> web.Response:
    raise web.HTTPFound("/loop")


async def busy(request: web.Request) -> web.Response:
    raise web.HTTPServiceUnavailable


async def endless(request: web.Request) -> web.StreamResponse:
    response = web.StreamResponse()
    await response.prepare(request)
    while True:
        await response.write(b"x" * 65536)


def object_of(file: Path) -> str:
    changed = datetime.fromtimestamp(file.stat().st_mtime, UTC).strftime("%Y-%m-%dT%H:%M:%S.000Z")
    name, data = file.relative_to(FOLDER).as_posix(), file.read_bytes()
    return (
        f"<Contents><Key>{escape(name)}</Key><LastModified>{changed}</LastModified>"
        f"<ETag>{escape(etag(data))}</ETag><Size>{len(data)}</Size></Contents>"
    )


def files_of(prefix: str) -> list[Path]:
    files = [file for file in sorted(FOLDER.rglob("*")) if file.is_file()]
    return [file for file in files if file.relative_to(FOLDER).as_posix().startswith(prefix)]


async def bucket(request: web.Request) -> web.Response:
    """ListObjectsV2, one object a page, so that a client that forgets to turn the page is found out."""
    if "Credential=reader/" not in request.headers.get("authorization", ""):
        return web.Response(status=403, text="<Error><Code>AccessDenied</Code></Error>")
    prefix = request.query.get("prefix", "")
    files = files_of(prefix)
    at = int(request.query.get("continuation-token", "0"))
    more = at + 1 < len(files)
    token = f"<NextContinuationToken>{at + 1}</NextContinuationToken>" if more else ""
    text = (
        '<?xml version="1.0" encoding="UTF-8"?><ListBucketResult><Name>docs</Name>'
        f"<IsTruncated>{str(more).lower()}</IsTruncated>{token}"
        + "".join(map(object_of, files[at : at + 1]))
        + "</ListBucketResult>"
    )
    return web.Response(text=text, content_type="application/xml")


async def stored(request: web.Request) -> web.Response:
    file = FOLDER / request.match_info["key"]
    if not file.is_file():
        return web.Response(status=404, text="<Error><Code>NoSuchKey</Code></Error>")
    data = file.read_bytes()
    changed = datetime.fromtimestamp(file.stat().st_mtime, UTC).strftime("%a, %d %b %Y %H:%M:%S GMT")
    return web.Response(body=data, headers={"ETag": etag(data), "Last-Modified": changed})


@web.middleware
async def note(request: web.Request, handler: web.Handler) -> web.StreamResponse:  # type: ignore[name-defined]
    status = 0
    try:
        response = await handler(request)
        status = response.status
        return response
    except web.HTTPException as error:
        status = error.status
        raise
    finally:
        with LOG.open("a") as log:
            log.write(f"{request.method} {request.path} {status}\n")


def main() -> None:
    import asyncio

    async def run() -> None:
        app = web.Application(middlewares=[note])
        app.router.add_get("/site/{name:.*}", site)
        app.router.add_get("/moved/{name:.*}", moved)
        app.router.add_get("/away", away)
        app.router.add_get("/loop", loop)
        app.router.add_get("/busy", busy)
        app.router.add_get("/endless", endless)
        app.router.add_get("/docs", bucket)
        app.router.add_get("/docs/", bucket)
        app.router.add_get("/docs/{key:.+}", stored)
        runner = web.AppRunner(app)
        await runner.setup()
        here = web.TCPSite(runner, "127.0.0.1", 0)
        await here.start()
        print(runner.addresses[0][1], flush=True)
        await asyncio.Event().wait()

    asyncio.run(run())


if __name__ == "__main__":
    main()
