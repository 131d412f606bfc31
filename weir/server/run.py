"""Running the server in this process until it is told to stop."""

from __future__ import annotations

import gc
import logging
import signal
import socket
from collections.abc import Callable

import uvicorn

from weir.core.config import Config
from weir.core.errors import error_kind
from weir.gateway import Gateway
from weir.server.app import make_app
from weir.server.welcome import Settling

PORT_TAKEN = error_kind(
    "server.port_taken",
    500,
    en="Cannot listen on {host}:{port}: {reason}.",
    zh="无法监听 {host}:{port}：{reason}。",
    do_en="Stop what listens there, or choose another port with --port.",
    do_zh="请停止占用该端口的程序，或用 --port 换一个端口。",
)

NOT_STARTED = error_kind(
    "server.not_started",
    500,
    en="The server could not start; the reason stands above.",
    zh="服务未能启动，原因见上文。",
    do_en="Run `weir doctor`.",
    do_zh="请运行 `weir doctor`。",
)


def run(config: Config, announce: Callable[[str, str | None], None]) -> None:
    """Open the house, listen, and serve until SIGINT or SIGTERM.

    `announce` is called once requests are taken, with the console's address and, on a fresh store only, the
    first admin key. Errors: `server.port_taken`, and what `Gateway.open` raises.
    """
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    listener = _listen(config.server.host, config.server.port)
    gateway = Gateway.open(config)
    settling = Settling(gateway)
    settling.furnish()
    address = f"http://{_shown(config.server.host)}:{listener.getsockname()[1]}/"

    def started() -> None:
        first = gateway.keys.create_first()  # not before it can be shown: it exists only this once
        announce(address, first[1] if first else None)
        settling.begin()
        _spare_the_collector()

    app = make_app(gateway, started, settling.stop)
    server = uvicorn.Server(
        uvicorn.Config(
            app,
            loop="auto",
            http="httptools",
            ws="none",
            log_config=None,
            access_log=False,
            server_header=False,
            timeout_graceful_shutdown=round(config.server.shutdown_timeout_s),
            backlog=2048,
        )
    )
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, _over)
    server.run(sockets=[listener])
    if not server.started:
        gateway.close()
        raise NOT_STARTED()


def _spare_the_collector() -> None:
    """Keep what is loaded for good out of the garbage collector's sight.

    Each of its full rounds would walk through several hundred thousand objects that never die, and every
    request of that moment would wait for tens of milliseconds.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000, 20, 50)


def _over(_number: int, _frame: object) -> None:
    """uvicorn raises the signal that stopped it once more at the end; a clean end is no failure."""


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
        listener.listen(2048)
    except OSError as problem:
        listener.close()
        raise PORT_TAKEN(host=host, port=port, reason=problem.strerror or str(problem)) from None
    return listener


def _shown(host: str) -> str:
    if host in ("0.0.0.0", "::"):  # noqa: S104 - only to print an address that a browser can open
        return "127.0.0.1"
    return f"[{host}]" if ":" in host else host
