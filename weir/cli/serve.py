"""`weir serve`: the server and the console."""

from __future__ import annotations

from typing import Annotated

import typer

from weir.cli.frame import Home, load
from weir.cli.speech import say

HELP = "运行服务和控制台；打印其地址，首次启动时另打印一次管理员密钥。"


def serve(
    home: Home = None,
    host: Annotated[
        str | None,
        typer.Option(help=say("Address to listen on; 127.0.0.1 by default.", "监听地址，默认 127.0.0.1。")),
    ] = None,
    port: Annotated[
        int | None,
        typer.Option(
            help=say("Port to listen on; 8600 by default, 0 for any.", "监听端口，默认 8600；0 为任意端口。")
        ),
    ] = None,
    workers: Annotated[
        int | None,
        typer.Option(
            help=say(
                "Server processes that share the port, for several cores; 1 by default.",
                "共用该端口的服务进程数，用于多核机器，默认 1。",
            )
        ),
    ] = None,
) -> None:
    """Run the server and the console; print its address and, on a fresh store, the admin key, once."""
    from weir.server import run

    config = load(home, {"server.host": host, "server.port": port, "server.workers": workers})
    run(config, announce)


def announce(address: str, key: str | None) -> None:
    """Tell where the console is; the key is shown this one time."""
    lines = [say(f"Console: {address}", f"控制台：{address}")]
    if key is not None:
        shown = say("Admin key (shown once, keep it)", "管理员密钥（只显示这一次，请妥善保存）")
        lines.append(f"{shown}{say(': ', '：')}{key}")
    lines.append(say("Stop with Ctrl+C.", "按 Ctrl+C 停止。"))
    typer.echo("\n".join(lines))  # at once: a log that is a pipe would otherwise wait for more
