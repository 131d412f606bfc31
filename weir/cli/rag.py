"""`weir rag`: how well questions are answered from evidence."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from weir.cli.frame import Home, Json, console, load, say, show

if TYPE_CHECKING:
    from weir.evals import Marked

app = typer.Typer(no_args_is_help=True, help=say("Measure grounded answers.", "评测有据回答。"))


@app.command("eval")
def eval_(
    file: Annotated[
        Path, typer.Argument(exists=True, dir_okay=False, help="Rows in RGB's format, JSON lines.")
    ],
    plain: Annotated[
        bool, typer.Option("--plain", help="Ask the bare model instead, with the same passages.")
    ] = False,
    model: Annotated[str | None, typer.Option(help="The model of --plain; the default without it.")] = None,
    limit: Annotated[int | None, typer.Option(min=1, help="Only the first rows.")] = None,
    replies: Annotated[
        Path | None, typer.Option(help="File to write every single reply to, as JSON lines.")
    ] = None,
    home: Home = None,
    as_json: Json = False,
) -> None:
    """Ask every question among noise, and with noise alone: correct answers, refusals, false refusals."""
    import orjson

    from weir.evals import evaluate, grounded

    rows = [orjson.loads(line) for line in file.read_bytes().splitlines() if line.strip()][:limit]
    with console().status(say("Asking ...", "正在提问……")) as status:
        seen: list[Marked] = []

        def told(mark: Marked) -> None:
            seen.append(mark)
            status.update(say(f"{len(seen)} questions asked", f"已提问 {len(seen)} 次"))

        result = _bare(rows, model, home, told) if plain else evaluate(rows, grounded, on_mark=told)
    if replies is not None:
        replies.write_bytes(b"\n".join(orjson.dumps(mark) for mark in seen) + b"\n")
    show(result, as_json, lambda: orjson.dumps(result, option=orjson.OPT_INDENT_2).decode())


def _bare(rows: list[Any], model: str | None, home: Path | None, told: Any) -> dict[str, Any]:
    """The same questions to the model alone."""
    from weir.evals import evaluate
    from weir.evals import plain as prompted
    from weir.gateway import Gateway

    with asyncio.Runner() as runner:
        gateway = Gateway.open(load(home))
        try:
            return evaluate(rows, prompted(gateway.models.chat(model or ""), runner), on_mark=told)
        finally:
            runner.run(gateway.aclose())
