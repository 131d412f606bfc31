"""`weir rag`: how well questions are answered from evidence."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from weir.cli.frame import Home, Json, console, from_json, load, show
from weir.cli.speech import chinese, say
from weir.core.errors import error_kind

if TYPE_CHECKING:
    from weir.evals import Marked

app = typer.Typer(no_args_is_help=True, help=say("Measure grounded answers.", "评测有据回答。"))

NOT_ROWS = error_kind(
    "cli.not_rgb",
    400,
    en="Line {line} of {name} is no row of RGB: it needs {needed}.",
    zh="{name} 第 {line} 行不是 RGB 格式：需要 {needed}。",
    do_en="Give JSON lines with query, answer, positive and negative.",
    do_zh="请提供含 query、answer、positive、negative 的 JSON 行。",
)
_NEEDED = ("query", "answer", "positive", "negative")


@app.command("eval", help=chinese("在噪声中、以及只有噪声时逐题提问：正确率、拒答率、误拒率。"))
def eval_(
    file: Annotated[
        Path,
        typer.Argument(
            exists=True,
            dir_okay=False,
            help=say("Rows in RGB's format, JSON lines.", "RGB 格式的 JSON 行文件。"),
        ),
    ],
    plain: Annotated[
        bool,
        typer.Option(
            "--plain",
            help=say("Ask the bare model instead, with the same passages.", "改为直接询问模型，段落相同。"),
        ),
    ] = False,
    model: Annotated[
        str | None,
        typer.Option(
            help=say("The model of --plain; the default without it.", "--plain 所用模型；不写则用默认模型。")
        ),
    ] = None,
    limit: Annotated[
        int | None, typer.Option(min=1, help=say("Only the first rows.", "只评测前若干行。"))
    ] = None,
    replies: Annotated[
        Path | None,
        typer.Option(
            help=say("File to write every single reply to, as JSON lines.", "写入每条回答的文件，JSON 行。")
        ),
    ] = None,
    home: Home = None,
    as_json: Json = False,
) -> None:
    """Ask every question among noise, and with noise alone: correct answers, refusals, false refusals."""
    from weir.evals import evaluate, grounded

    rows = _rows(file, limit)
    seen: list[Marked] = []
    with console().status(say("Asking ...", "正在提问……")) as status:

        def told(mark: Marked) -> None:
            seen.append(mark)
            status.update(say(f"{len(seen)} questions asked", f"已提问 {len(seen)} 次"))

        result = _bare(rows, model, home, told) if plain else evaluate(rows, grounded, on_mark=told)
    if replies is not None:
        import orjson

        replies.write_bytes(b"".join(orjson.dumps(mark) + b"\n" for mark in seen))
    show(result, as_json, lambda: _text(result))


def _rows(file: Path, limit: int | None) -> list[dict[str, Any]]:
    """The rows, each with what the protocol needs."""
    rows: list[dict[str, Any]] = []
    with file.open("rb") as lines:
        for number, line in enumerate(lines, 1):
            if limit is not None and len(rows) == limit:
                break
            if line.strip():
                rows.append(from_json(line, say(f"line {number} of {file}", f"{file} 第 {number} 行")))
                if not isinstance(rows[-1], dict) or any(key not in rows[-1] for key in _NEEDED):
                    raise NOT_ROWS(line=number, name=str(file), needed=", ".join(_NEEDED))
    return rows


def _bare(rows: list[dict[str, Any]], model: str | None, home: Path | None, told: Any) -> dict[str, Any]:
    """The same questions to the model alone."""
    import asyncio

    from weir.evals import evaluate
    from weir.evals import plain as prompted
    from weir.gateway import Gateway

    with asyncio.Runner() as runner:
        gateway = Gateway.open(load(home))
        try:
            return evaluate(rows, prompted(gateway.models.chat(model or ""), runner), on_mark=told)
        finally:
            runner.run(gateway.aclose())


def _text(result: dict[str, Any]) -> str:
    lines = [
        say(f"correct at noise {level}: {_percent(share)}", f"噪声 {level} 时正确率：{_percent(share)}")
        for level, share in result["correct_at_noise"].items()
    ]
    rejection, refusal = _percent(result["rejection"]), _percent(result["false_refusal"])
    lines.append(say(f"rejection: {rejection}", f"应拒时拒答率：{rejection}"))
    lines.append(say(f"false refusal: {refusal}", f"误拒率：{refusal}"))
    if (against := result["counterfactual"]) is not None:
        flagged, alarm = _percent(against["flagged"]), _percent(against["false_alarm"])
        lines.append(say(f"contradictions pointed out: {flagged}", f"指出资料矛盾：{flagged}"))
        lines.append(say(f"reported where there is none: {alarm}", f"无矛盾而误报：{alarm}"))
    lines.append(say(f"rows: {result['n']}", f"题数：{result['n']}"))
    return "\n".join(lines)


def _percent(share: float | None) -> str:
    return "-" if share is None else f"{share:.1%}"
