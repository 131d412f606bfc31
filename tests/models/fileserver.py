"""A file server in a process of its own: `python fileserver.py FOLDER` prints its base URL.

`/NAME` honours Range; `/break/NAME` closes the connection after 100,000 bytes of each answer; `/norange/NAME`
ignores Range and breaks off its first answer. `/log` tells which ranges were asked for.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

LOG: list[str | None] = []


class Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        if self.path == "/log":
            return self.answer(200, json.dumps(LOG).encode(), None)
        wanted = self.headers.get("Range")
        first = not LOG
        LOG.append(wanted)
        data = (Path(sys.argv[1]) / self.path.rsplit("/", 1)[1]).read_bytes()
        start = 0 if "norange" in self.path or not wanted else int(wanted[6:].rstrip("-"))
        if start >= len(data):
            return self.answer(416, b"", None)
        breaks = "/break/" in self.path or ("norange" in self.path and first)
        return self.answer(206 if start else 200, data[start:], 100_000 if breaks else None)

    def answer(self, status: int, data: bytes, limit: int | None) -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data[:limit])

    def log_message(self, format: str, *args: object) -> None:
        pass


@contextmanager
def running(folder: Path) -> Iterator[str]:
    """A started server; its base URL."""
    command = [sys.executable, str(Path(__file__).resolve()), str(folder)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout
        yield process.stdout.readline().strip()
    finally:
        process.kill()
        process.communicate()


if __name__ == "__main__":
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    print(f"http://127.0.0.1:{server.server_address[1]}", flush=True)
    server.serve_forever()
