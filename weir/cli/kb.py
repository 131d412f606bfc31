"""`weir kb`: knowledge bases and what is in them."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from weir.cli.frame import FAILED, Home, Json, house, language, say, show, table

if TYPE_CHECKING:
    from weir.gateway import Gateway
    from weir.knowledge import KnowledgeBase

app = typer.Typer(
    no_args_is_help=True,
    help=say(
        "Knowledge bases: create, add documents, search, verify.", "知识库：创建、添加文档、检索、校验。"
    ),
)

Base = Annotated[str, typer.Argument(help="Id or name of the base.")]


def find(gateway: Gateway, name: str) -> KnowledgeBase:
    """A base by its id or name."""
    from weir.gateway import find_base

    return find_base(gateway.knowledge, name)


@app.command("list")
def list_(home: Home = None, as_json: Json = False) -> None:
    """List the knowledge bases."""
    with house(home) as gateway:
        rows = [_row(base) for base in gateway.knowledge.list()]
    show({"items": rows}, as_json, lambda: table(rows, ["id", "name", "documents", "chunks", "public"]))


@app.command()
def create(
    name: Annotated[str, typer.Argument(help="Name of the base.")],
    description: Annotated[str, typer.Option(help="What it holds.")] = "",
    public: Annotated[bool, typer.Option("--public", help="Everybody with a key may ask it.")] = False,
    home: Home = None,
    as_json: Json = False,
) -> None:
    """Create an empty base."""
    with house(home) as gateway:
        row = _row(gateway.knowledge.create(name, gateway.operator.id, description, public=public))
    show(row, as_json, lambda: row["id"])


@app.command()
def add(
    base: Base,
    paths: Annotated[list[Path], typer.Argument(help="Files and folders.")],
    home: Home = None,
    as_json: Json = False,
) -> None:
    """Add the files under the paths; exit code 1 when one of them could not be read."""
    with house(home) as gateway:
        found = find(gateway, base)
        report = gateway.knowledge.follow(found.id, paths, keep_others=True)
        lang = language()
        payload = {
            "added": [document.name for document in report.added],
            "unchanged": [document.name for document in report.unchanged],
            "failed": [
                {"name": name, "code": error.code, "message": error.text(lang), "remedy": error.remedy(lang)}
                for name, error in report.failed
            ],
        }
    show(payload, as_json, lambda: _added(payload))
    if report.failed:
        raise typer.Exit(FAILED)


@app.command()
def documents(base: Base, home: Home = None, as_json: Json = False) -> None:
    """List the documents of a base."""
    with house(home) as gateway:
        found = gateway.knowledge.documents(find(gateway, base).id)
        rows = [
            {
                "id": document.id,
                "name": document.name,
                "status": document.status,
                "pages": document.pages,
                "chunks": document.chunks,
                "error": document.error.text(language()) if document.error else None,
            }
            for document in found
        ]
    show({"items": rows}, as_json, lambda: table(rows, ["id", "name", "status", "pages", "chunks", "error"]))


@app.command()
def search(
    base: Base,
    question: Annotated[str, typer.Argument(help="What to search for.")],
    limit: Annotated[int, typer.Option(min=1, max=50, help="How many chunks.")] = 5,
    home: Home = None,
    as_json: Json = False,
) -> None:
    """Search a base, and say why each chunk was found."""
    with house(home) as gateway:
        found = gateway.knowledge.retrieve(question, [find(gateway, base).id], limit)
        rows: list[dict[str, Any]] = [{**asdict(item), "why": dict(item.why)} for item in found]
    show({"items": rows}, as_json, lambda: table(rows, ["score", "document", "page", "text"]))


@app.command()
def verify(base: Base, home: Home = None, as_json: Json = False) -> None:
    """Compare a base's index with the store: exit code 0 when they agree, 1 when they do not."""
    with house(home) as gateway:
        health = gateway.knowledge.verify(find(gateway, base).id)
    payload = {**asdict(health), "clean": health.clean}
    show(payload, as_json, lambda: say("clean", "一致") if health.clean else str(payload))
    if not health.clean:
        raise typer.Exit(FAILED)


@app.command()
def rebuild(home: Home = None, as_json: Json = False) -> None:
    """Make the index of all bases anew from the store."""
    with house(home) as gateway:
        gateway.knowledge.rebuild()
    show({"rebuilt": True}, as_json, lambda: say("The index was rebuilt.", "索引已重建。"))


@app.command()
def delete(base: Base, home: Home = None, as_json: Json = False) -> None:
    """Delete a base with its documents."""
    with house(home) as gateway:
        found = find(gateway, base)
        gateway.knowledge.delete(found.id)
    show({"deleted": found.id}, as_json, lambda: say(f"{found.name} was deleted.", f"已删除 {found.name}。"))


def _row(base: KnowledgeBase) -> dict[str, Any]:
    return {
        "id": base.id,
        "name": base.name,
        "documents": base.documents,
        "chunks": base.chunks,
        "public": base.public,
        "owner": base.owner,
    }


def _added(payload: dict[str, Any]) -> str:
    lines = [f"+ {name}" for name in payload["added"]] + [f"= {name}" for name in payload["unchanged"]]
    lines += [f"✗ {item['name']}: {item['message']} {item['remedy']}" for item in payload["failed"]]
    return "\n".join(lines)
