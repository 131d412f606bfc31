"""The process that reads files. It is started by the pool and speaks through one socket (see `wire`)."""

from __future__ import annotations

import base64
import os
import shutil
import socket
import sys
from typing import Any

import orjson

from weir.core.errors import WeirError
from weir.documents import confine
from weir.documents.errors import MEMORY
from weir.documents.limits import MEGABYTE, Limits
from weir.documents.reading import read
from weir.documents.render import render
from weir.documents.wire import FOLDER_PREFIX, HEADER, frame, pack_document, pack_error


def main(descriptor: int) -> None:
    """Serve files until the other side closes the socket."""
    channel = socket.socket(fileno=descriptor)
    base = confine.settle()
    channel.sendall(frame({"ready": os.getpid()}))
    try:
        _serve(channel, base)
    finally:
        _remove_folder()


def _serve(channel: socket.socket, base: int) -> None:
    while job := _next_job(channel):
        message, file = job
        channel.sendall(_bounded(_answer(message, file, base, channel), message))


def _remove_folder() -> None:
    """The pool removes the folder of a worker that it ends; where the pool was killed, nobody else would."""
    folder = os.environ.get("TMPDIR", "")
    if os.path.basename(folder).startswith(FOLDER_PREFIX):
        shutil.rmtree(folder, ignore_errors=True)


def _next_job(channel: socket.socket) -> tuple[dict[str, Any], int] | None:
    """The next message with the descriptor of the file that came with it (-1 for none); None at the end."""
    header, descriptors, _, _ = socket.recv_fds(channel, HEADER.size, 1)
    if not header:
        return None
    header += _exactly(channel, HEADER.size - len(header))
    body = _exactly(channel, HEADER.unpack(header)[0])
    return orjson.loads(body), descriptors[0] if descriptors else -1


def _exactly(channel: socket.socket, size: int) -> bytes:
    data = bytearray()
    while len(data) < size:
        piece = channel.recv(min(size - len(data), 1 << 20))
        if not piece:
            sys.exit(0)
        data += piece
    return bytes(data)


def _answer(message: dict[str, Any], file: int, base: int, channel: socket.socket) -> dict[str, Any]:
    limits = Limits(**message["limits"])
    name = message["name"]
    confine.begin(limits, base)
    try:
        with open(file, "rb", closefd=True) as stream:
            stream.seek(0)
            data = stream.read()
        made = _made(data, message, limits, channel)
        return {**made, "resident_mb": confine.resident() // MEGABYTE}
    except WeirError as error:
        return {"error": pack_error(error), "resident_mb": confine.resident() // MEGABYTE}
    except MemoryError:
        return {"error": pack_error(MEMORY(name=name, limit=limits.memory_mb)), "spent": True}
    finally:
        confine.end()


def _made(data: bytes, message: dict[str, Any], limits: Limits, channel: socket.socket) -> dict[str, Any]:
    """What was asked for: the elements of the file, or a picture of one of its pages."""
    name, picture = message["name"], message.get("picture")
    if picture:
        png = render(data, name, picture["page"], picture["box"], picture["dpi"], limits)
        return {"picture": base64.b64encode(png).decode("ascii")}
    return {"document": pack_document(read(data, name, limits, message["excluded"], _announcer(channel)))}


def _announcer(channel: socket.socket) -> Any:
    return lambda parser, more: channel.sendall(frame({"parser": parser, "more": more}))


def _bounded(answer: dict[str, Any], message: dict[str, Any]) -> bytes:
    """The frame of the answer. One that is too long is cut off by the other side."""
    try:
        return frame(answer)
    except MemoryError:
        limit = message["limits"]["memory_mb"]
        return frame({"error": pack_error(MEMORY(name=message["name"], limit=limit)), "spent": True})
