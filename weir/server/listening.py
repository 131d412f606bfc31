"""The address that a server listens on."""

from __future__ import annotations

import socket

from weir.core.errors import error_kind

PORT_TAKEN = error_kind(
    "server.port_taken",
    500,
    en="Cannot listen on {host}:{port}: {reason}.",
    zh="无法监听 {host}:{port}：{reason}。",
    do_en="Stop what listens there, or choose another port with --port.",
    do_zh="请停止占用该端口的程序，或用 --port 换一个端口。",
)
_BACKLOG = 2048


def listen(host: str, port: int) -> socket.socket:
    """A listening socket of our own. Errors: `server.port_taken`."""
    return _listen(host, port, shared=False)


def listen_together(host: str, port: int, *, first: bool) -> socket.socket:
    """A listening socket of one process of several; the kernel spreads the connections over them.

    The first makes sure that nobody else has the port. Errors: `server.port_taken`.
    """
    if first:
        with _listen(host, port, shared=False) as probe:
            port = probe.getsockname()[1]
    return _listen(host, port, shared=True)


def _listen(host: str, port: int, *, shared: bool) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        if shared:
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        listener.bind((host, port))
        listener.listen(_BACKLOG)  # only here Linux tells of somebody who shares the port among his own
    except OSError as problem:
        listener.close()
        raise PORT_TAKEN(host=host, port=port, reason=problem.strerror or str(problem)) from None
    return listener


def address_of(host: str, port: int) -> str:
    """An address that a browser on this machine can open."""
    if host in ("0.0.0.0", "::"):  # noqa: S104 - what is listened on, not what is opened
        host = "127.0.0.1"
    return f"http://[{host}]:{port}/" if ":" in host else f"http://{host}:{port}/"
