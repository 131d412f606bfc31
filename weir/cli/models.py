"""`weir models`: what models there are, where they come from, whether they answer."""

from __future__ import annotations

import sys
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from weir.cli.frame import FAILED, Home, Json, console, house, in_house, language, say, show, table

if TYPE_CHECKING:
    from weir.gateway import Gateway
    from weir.models import ModelCard

app = typer.Typer(
    no_args_is_help=True,
    help=say("List, fetch, add, test and remove models.", "列出、获取、添加、测试和移除模型。"),
)

Name = Annotated[str, typer.Argument(help="Name of the model, as `provider/name`.")]


@app.command("list")
def list_(home: Home = None, as_json: Json = False) -> None:
    """List the models with their source, licence and state."""
    with house(home) as gateway:
        rows = [{**asdict(c), "default": c.name == gateway.models.default} for c in gateway.models.list()]
    columns = ["name", "kind", "state", "default", "source", "licence", "size"]
    show({"items": rows}, as_json, lambda: table(rows, columns))


@app.command()
def pull(
    name: Annotated[str, typer.Argument(help="Name of the model.")] = "",
    default: Annotated[bool, typer.Option("--default", help="The default chat model.")] = False,
    if_absent: Annotated[bool, typer.Option("--if-absent", help="Say nothing when it is there.")] = False,
    accept: Annotated[
        bool, typer.Option("--accept-licence", help="Accept the licence that the model comes under.")
    ] = False,
    home: Home = None,
    as_json: Json = False,
) -> None:
    """Fetch the weights of a model, check their digest, and record where they came from."""
    from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TransferSpeedColumn

    columns = (TextColumn("{task.description}"), BarColumn(), DownloadColumn(), TransferSpeedColumn())

    async def fetch(gateway: Gateway) -> ModelCard:
        wanted = gateway.models.default if default or not name else name
        card = gateway.models.get(wanted)
        if if_absent and card.state == "ready":
            return card
        with Progress(*columns, console=console()) as bar:
            task = bar.add_task(wanted, total=card.size)

            def advance(done: int, total: int | None) -> None:
                bar.update(task, completed=done, total=total or card.size)

            return await gateway.models.pull(wanted, advance, accept=accept, by=gateway.operator.id)

    card = in_house(home, fetch)
    show(asdict(card), as_json, lambda: f"{card.name}  {card.digest}  {card.licence}")


@app.command()
def add(
    name: Name,
    url: Annotated[
        str, typer.Option(help="Base URL of an OpenAI-compatible endpoint, usually ending in /v1.")
    ],
    model: Annotated[str | None, typer.Option(help="Its name there, when it differs.")] = None,
    kind: Annotated[Literal["chat", "embedding", "rerank"], typer.Option(help="What it does.")] = "chat",
    key_stdin: Annotated[
        bool, typer.Option("--key-stdin", help="Read the endpoint's key from standard input.")
    ] = False,
    context: Annotated[int | None, typer.Option(help="Tokens that it can see.")] = None,
    dimensions: Annotated[int, typer.Option(help="Numbers in a vector, for embeddings.")] = 0,
    price_in: Annotated[float, typer.Option(help="Money for a million tokens in.")] = 0.0,
    price_out: Annotated[float, typer.Option(help="Money for a million tokens out.")] = 0.0,
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
    show(asdict(card), as_json, lambda: say(f"{name} was added.", f"已添加 {name}。"))


@app.command()
def weights(
    name: Annotated[str, typer.Argument(help="Name to give it, as `local/name`.")],
    source: Annotated[str, typer.Argument(help="A GGUF file here, or its http(s) URL.")],
    sha256: Annotated[str | None, typer.Option(help="Digest that the file must have.")] = None,
    licence: Annotated[str | None, typer.Option(help="Licence it comes under.")] = None,
    context: Annotated[int, typer.Option(help="Tokens that it can see.")] = 4096,
    home: Home = None,
    as_json: Json = False,
) -> None:
    """Add a chat model from a GGUF file; `weir models pull` then brings it into the home."""
    with house(home) as gateway:
        card = gateway.models.add_weights(
            name, source, sha256=sha256, licence=licence, context=context, by=gateway.operator.id
        )
    show(asdict(card), as_json, lambda: say(f"{name} was added.", f"已添加 {name}。"))


@app.command()
def route(
    name: Annotated[str, typer.Argument(help="Name to give the route, as `route/name`.")],
    target: Annotated[list[str], typer.Option(help="A model and its weight, as NAME=WEIGHT; repeatable.")],
    fallback: Annotated[list[str] | None, typer.Option(help="A model to turn to, in order.")] = None,
    budget: Annotated[float | None, typer.Option(help="Money a day.")] = None,
    home: Home = None,
    as_json: Json = False,
) -> None:
    """Add one name for several models: shared by weight, with fallbacks and a budget."""
    weights_of = {model: float(weight or 1) for model, _, weight in (item.partition("=") for item in target)}
    with house(home) as gateway:
        card = gateway.models.add_route(
            name, weights_of, fallbacks=tuple(fallback or ()), budget=budget, by=gateway.operator.id
        )
    show(asdict(card), as_json, lambda: say(f"{name} was added.", f"已添加 {name}。"))


@app.command("test")
def try_(name: Name, home: Home = None, as_json: Json = False) -> None:
    """Ask a model something small: exit code 0 when it answers, 1 when it does not."""
    trial = in_house(home, lambda gateway: gateway.models.test(name))
    error = trial.error.text(language()) if trial.error else None
    payload = {**asdict(trial), "error": error}
    show(
        payload,
        as_json,
        lambda: f"{'✓' if trial.ok else '✗'} {trial.milliseconds:.0f} ms  {error or trial.detail}",
    )
    if not trial.ok:
        raise typer.Exit(FAILED)


@app.command()
def remove(name: Name, home: Home = None, as_json: Json = False) -> None:
    """Forget an added model, or delete the weights of one that was fetched."""
    in_house(home, lambda gateway: gateway.models.remove(name))
    show({"removed": name}, as_json, lambda: say(f"{name} was removed.", f"已移除 {name}。"))
