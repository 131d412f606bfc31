"""`weir models`: what models there are, where they come from, whether they answer."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from weir.cli.frame import FAILED, Home, Json, console, house, in_house, show
from weir.cli.speech import chinese, language, say
from weir.cli.tables import table

if TYPE_CHECKING:
    from weir.gateway import Gateway
    from weir.models import ModelCard

app = typer.Typer(
    no_args_is_help=True,
    help=say("List, fetch, add, test and remove models.", "列出、获取、添加、测试和移除模型。"),
)

Name = Annotated[
    str,
    typer.Argument(help=say("Name of the model, as `provider/name`.", "模型名称，形如 `provider/name`。")),
]
Kind = Literal["chat", "embedding", "rerank"]
Progress = Callable[[int, int | None], None]


@app.command("list", help=chinese("列出模型及其来源、许可和状态。"))
def list_(home: Home = None, as_json: Json = False) -> None:
    """List the models with their source, licence and state."""
    with house(home) as gateway:
        rows = [{**asdict(c), "default": c.name == gateway.models.default} for c in gateway.models.list()]
    columns = ["name", "kind", "state", "default", "licence", "size", "source"]
    show({"items": rows}, as_json, lambda: table(rows, columns))


@app.command(help=chinese("获取模型权重，校验摘要，并记录来源。"))
def pull(
    name: Annotated[str, typer.Argument(help=say("Name of the model.", "模型名称。"))] = "",
    default: Annotated[
        bool, typer.Option("--default", help=say("The default chat model.", "默认对话模型。"))
    ] = False,
    if_absent: Annotated[
        bool,
        typer.Option("--if-absent", help=say("Do and say nothing when it is there.", "已有时不做任何事。")),
    ] = False,
    accept: Annotated[
        bool,
        typer.Option(
            "--accept-licence",
            help=say("Accept the licence that the model comes under.", "接受该模型的许可条款。"),
        ),
    ] = False,
    home: Home = None,
    as_json: Json = False,
) -> None:
    """Fetch the weights of a model, check their digest, and record where they came from."""
    if not name and not default:
        raise typer.BadParameter(say("name a model, or use --default", "请指定模型，或用 --default"))

    async def fetch(gateway: Gateway) -> tuple[ModelCard, bool]:
        wanted = name or gateway.models.default
        card = gateway.models.get(wanted)
        if if_absent and card.state == "ready":
            return card, False
        with _bar(wanted, card.size) as told:
            return await gateway.models.pull(wanted, told, accept=accept, by=gateway.operator.id), True

    card, fetched = in_house(home, fetch)
    show(asdict(card), as_json, lambda: f"{card.name}  {card.digest}  {card.licence}" if fetched else "")


@contextmanager
def _bar(name: str, size: int | None) -> Iterator[Progress]:
    """A progress bar on a terminal, from the first byte on; silent elsewhere."""
    from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TransferSpeedColumn

    columns = (TextColumn("{task.description}"), BarColumn(), DownloadColumn(), TransferSpeedColumn())
    screen = console()
    bar = Progress(*columns, console=screen, disable=not screen.is_terminal)
    task = bar.add_task(name, total=size)

    def told(done: int, total: int | None) -> None:
        bar.start()
        bar.update(task, completed=done, total=total or size)

    try:
        yield told
    finally:
        bar.stop()


@app.command(help=chinese("添加端点后的模型。其密钥封存在数据库中，不作为参数传递。"))
def add(
    name: Name,
    url: Annotated[
        str,
        typer.Option(
            help=say(
                "Base URL of an OpenAI-compatible endpoint, usually ending in /v1.",
                "OpenAI 兼容端点的基础 URL，通常以 /v1 结尾。",
            )
        ),
    ],
    model: Annotated[
        str | None, typer.Option(help=say("Its name there, when it differs.", "在端点处的名称（若不同）。"))
    ] = None,
    kind: Annotated[Kind, typer.Option(help=say("What it does.", "用途。"))] = "chat",
    key_stdin: Annotated[
        bool,
        typer.Option(
            "--key-stdin",
            help=say("Read the endpoint's key from standard input.", "从标准输入读取端点的密钥。"),
        ),
    ] = False,
    context: Annotated[
        int | None, typer.Option(help=say("Tokens that it can see.", "上下文长度（词元）。"))
    ] = None,
    dimensions: Annotated[
        int, typer.Option(help=say("Numbers in a vector, for embeddings.", "向量维数（嵌入模型）。"))
    ] = 0,
    price_in: Annotated[
        float, typer.Option(help=say("Money for a million tokens in.", "每百万输入词元的价格。"))
    ] = 0.0,
    price_out: Annotated[
        float, typer.Option(help=say("Money for a million tokens out.", "每百万输出词元的价格。"))
    ] = 0.0,
    home: Home = None,
    as_json: Json = False,
) -> None:
    """Add a model behind an endpoint. Its key is sealed in the store, and is never an argument."""
    key = sys.stdin.readline().strip() if key_stdin else None
    with house(home) as gateway:
        card = gateway.models.add(
            name,
            url,
            key=key,
            kind=kind,
            model=model,
            context=context,
            dimensions=dimensions,
            price_in=price_in,
            price_out=price_out,
            by=gateway.operator.id,
        )
    show(asdict(card), as_json, lambda: _added(name))


@app.command(help=chinese("添加 GGUF 文件的对话模型；随后用 `weir models pull` 取入本机。"))
def weights(
    name: Annotated[
        str, typer.Argument(help=say("Name to give it, as `local/name`.", "名称，形如 `local/name`。"))
    ],
    source: Annotated[
        str,
        typer.Argument(
            help=say("A GGUF file here, or its http(s) URL.", "本机 GGUF 文件，或其 http(s) URL。")
        ),
    ],
    sha256: Annotated[
        str | None, typer.Option(help=say("Digest that the file must have.", "文件应有的摘要。"))
    ] = None,
    licence: Annotated[str | None, typer.Option(help=say("Licence it comes under.", "许可协议。"))] = None,
    context: Annotated[int, typer.Option(help=say("Tokens that it can see.", "上下文长度（词元）。"))] = 4096,
    home: Home = None,
    as_json: Json = False,
) -> None:
    """Add a chat model from a GGUF file; `weir models pull` then brings it into the home."""
    if not source.startswith(("http://", "https://")):
        source = str(Path(source).resolve(strict=True))
    with house(home) as gateway:
        card = gateway.models.add_weights(
            name, source, sha256=sha256, licence=licence, context=context, by=gateway.operator.id
        )
    pull_it = say(f" Fetch it: weir models pull {name}", f"请获取：weir models pull {name}")
    show(asdict(card), as_json, lambda: _added(name) + pull_it)


@app.command(help=chinese("用一个名称代表多个模型：按权重分配，带后备和预算。"))
def route(
    name: Annotated[
        str,
        typer.Argument(help=say("Name to give the route, as `route/name`.", "名称，形如 `route/name`。")),
    ],
    target: Annotated[
        list[str],
        typer.Option(
            help=say(
                "A model and its weight, as NAME=WEIGHT; repeatable.", "模型及权重，NAME=WEIGHT，可重复。"
            )
        ),
    ],
    fallback: Annotated[
        list[str] | None,
        typer.Option(help=say("A model to turn to, in order.", "后备模型，按顺序，可重复。")),
    ] = None,
    budget: Annotated[float | None, typer.Option(help=say("Money a day.", "每天的预算。"))] = None,
    home: Home = None,
    as_json: Json = False,
) -> None:
    """Add one name for several models: shared by weight, with fallbacks and a budget."""
    targets = dict(_target(item) for item in target)
    with house(home) as gateway:
        card = gateway.models.add_route(
            name, targets, fallbacks=tuple(fallback or ()), budget=budget, by=gateway.operator.id
        )
    show(asdict(card), as_json, lambda: _added(name))


def _target(item: str) -> tuple[str, float]:
    model, _, weight = item.partition("=")
    try:
        return model, float(weight or 1)
    except ValueError:
        text = say(f"{weight} is no number", f"{weight} 不是数字")
        raise typer.BadParameter(text, param_hint="--target") from None


def _added(name: str) -> str:
    return say(f"{name} was added.", f"已添加 {name}。")


@app.command("test", help=chinese("向模型提一个小问题：有回答时退出码为 0，没有时为 1。"))
def try_(name: Name, home: Home = None, as_json: Json = False) -> None:
    """Ask a model something small: exit code 0 when it answers, 1 when it does not."""
    trial = in_house(home, lambda gateway: gateway.models.test(name))
    error = trial.error
    payload = {
        **asdict(trial),
        "error": error and {"code": error.code, "message": error.text(language())},
    }
    told = trial.detail if error is None else f"{error.text(language())} {error.remedy(language())}"
    show(payload, as_json, lambda: f"{'✓' if trial.ok else '✗'} {trial.milliseconds:.0f} ms  {told}")
    if not trial.ok:
        raise typer.Exit(FAILED)


@app.command(help=chinese("移除添加的模型，或删除已获取的权重。"))
def remove(name: Name, home: Home = None, as_json: Json = False) -> None:
    """Forget an added model, or delete the weights of one that was fetched."""
    in_house(home, lambda gateway: gateway.models.remove(name))
    show({"removed": name}, as_json, lambda: say(f"{name} was removed.", f"已移除 {name}。"))
