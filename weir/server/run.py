"""Running the server until it is told to stop: in this process, and in further ones beside it."""

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
from weir.server.listening import address_of, listen, listen_together
from weir.server.welcome import Settling
from weir.server.workers import Workers
from weir.server.writing import GatheringProtocol

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
    _log_warnings()
    host, port, alone = config.server.host, config.server.port, config.server.workers == 1
    listener = listen(host, port) if alone else listen_together(host, port, first=True)
    port = listener.getsockname()[1]
    gateway = Gateway.open(config)
    settling = Settling(gateway)
    settling.furnish()
    workers = Workers(config.server.workers - 1, run_beside, (config, port))

    def started() -> None:
        first = gateway.keys.create_first()  # not before it can be shown: it exists only this once
        announce(address_of(host, port), first[1] if first else None)
        settling.begin()
        workers.start()

    def stopping() -> None:
        workers.stop()
        settling.stop()

    _serve(gateway, listener, started, stopping)


def run_beside(config: Config, port: int) -> None:
    """One of the further processes: the same server on the same port, without the start's own work."""
    _log_warnings()
    listener = listen_together(config.server.host, port, first=False)
    _serve(Gateway.open(config), listener, lambda: None, lambda: None)


def _serve(
    gateway: Gateway, listener: socket.socket, started: Callable[[], None], stopping: Callable[[], None]
) -> None:
    def ready() -> None:
        started()
        _spare_the_collector()

    server = uvicorn.Server(
        uvicorn.Config(
            make_app(gateway, ready, stopping),
            loop="auto",
            http=GatheringProtocol,
            ws="none",
            log_config=None,
            access_log=False,
            server_header=False,
            timeout_graceful_shutdown=round(gateway.config.server.shutdown_timeout_s),
            backlog=2048,
        )
    )
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, _over)
    server.run(sockets=[listener])
    if not server.started:
        gateway.close()
        raise NOT_STARTED()


def _log_warnings() -> None:
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(levelname)s %(name)s %(message)s")


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
