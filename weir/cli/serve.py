"""`weir serve`: the server and the console."""

from __future__ import annotations

from typing import Annotated

import typer

from weir.cli.frame import Home, load, say


def serve(
    home: Home = None,
    host: Annotated[str | None, typer.Option(help="Address to listen on; 127.0.0.1 by default.")] = None,
    port: Annotated[int | None, typer.Option(help="Port to listen on; 8600 by default, 0 for any.")] = None,
) -> None:
    """Run the server and the console; print its address and, on a fresh store, the admin key, once."""
    from weir.server import run

    config = load(home, {"server.host": host, "server.port": port})
    run(config, announce)


def announce(address: str, key: str | None) -> None:
    """Tell where the console is; the key is shown this one time."""
    typer.echo(say(f"Console: {address}", f"控制台：{address}"))
    if key is not None:
        typer.echo(
            say(
                f"Admin key (shown once, keep it): {key}",
                f"管理员密钥（只显示这一次，请妥善保存）：{key}",
            )
        )
    typer.echo(say("Stop with Ctrl+C.", "按 Ctrl+C 停止。"))
