"""`weir kb`: knowledge bases and what is in them."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from weir.cli.frame import FAILED, Home, Json, failures, house, reading, show
from weir.cli.speech import chinese, language, say
from weir.cli.tables import table
from weir.cli.why import reasons
from weir.core.errors import error_kind

if TYPE_CHECKING:
    from weir.gateway import Gateway
    from weir.knowledge import Health, KnowledgeBase, StoredDocument

app = typer.Typer(
    no_args_is_help=True,
    help=say(
        "Knowledge bases: create, add documents, search, verify.", "知识库：创建、添加文档、检索、校验。"
    ),
)

AMBIGUOUS = error_kind(
    "cli.ambiguous",
    400,
    en="{name} names {count} things: {ids}.",
    zh="{name} 对应 {count} 项：{ids}。",
    do_en="Give the id instead.",
    do_zh="请改用 id。",
)

Base = Annotated[str, typer.Argument(help=say("Id or name of the base.", "知识库的 id 或名称。"))]
Template = Annotated[
    str | None,
    typer.Option(
        help=say(
            "How documents are cut: auto, manual, law, paper, table, qa, slides or chat.",
            "文档切分模板：auto、manual、law、paper、table、qa、slides 或 chat。",
        )
    ),
]


def find(gateway: Gateway, name: str) -> KnowledgeBase:
    """A base by its id, or by a name that only one has. Errors: ``auth.not_found``, ``cli.ambiguous``."""
    named = [base for base in gateway.knowledge.list() if base.name == name]
    return _only(name, named) or gateway.knowledge.get(name)


def _only(name: str, found: list[Any]) -> Any:
    if len(found) > 1:
        raise AMBIGUOUS(name=name, count=len(found), ids=", ".join(item.id for item in found))
    return found[0] if found else None


@app.command("list", help=chinese("列出知识库。"))
def list_(home: Home = None, as_json: Json = False) -> None:
    """List the knowledge bases."""
    with house(home) as gateway:
        rows = [_row(base) for base in gateway.knowledge.list()]
    columns = ["id", "name", "documents", "chunks", "public", "description"]
    show({"items": rows}, as_json, lambda: table(rows, columns))


@app.command(help=chinese("创建空知识库。"))
def create(
    name: Annotated[str, typer.Argument(help=say("Name of the base.", "知识库名称。"))],
    description: Annotated[str, typer.Option(help=say("What it holds.", "内容说明。"))] = "",
    public: Annotated[
        bool,
        typer.Option("--public", help=say("Everybody with a key may ask it.", "任何持有密钥的人都可提问。")),
    ] = False,
    template: Template = None,
    home: Home = None,
    as_json: Json = False,
) -> None:
    """Create an empty base."""
    with house(home) as gateway:
        owner = gateway.operator.id
        row = _row(gateway.knowledge.create(name, owner, description, public=public, template=template))
    show(row, as_json, lambda: row["id"])


@app.command(help=chinese("添加路径下的文件；有文件无法读取时退出码为 1。"))
def add(
    base: Base,
    paths: Annotated[list[Path], typer.Argument(help=say("Files and folders.", "文件和目录。"))],
    template: Template = None,
    home: Home = None,
    as_json: Json = False,
) -> None:
    """Add the files under the paths; exit code 1 when one of them could not be read."""
    with house(home) as gateway:
        found = find(gateway, base)
        with reading() as told:
            report = gateway.knowledge.follow(found.id, paths, told, keep_others=True, template=template)
    payload = {
        "added": [document.name for document in report.added],
        "unchanged": [document.name for document in report.unchanged],
        "failed": failures(report.failed, "name"),
    }
    show(payload, as_json, lambda: _added(payload))
    if report.failed:
        raise typer.Exit(FAILED)


def _added(payload: dict[str, Any]) -> str:
    lines = [f"+ {name}" for name in payload["added"]] + [f"= {name}" for name in payload["unchanged"]]
    return "\n".join(lines + [f"✗ {item['message']} {item['remedy']}" for item in payload["failed"]])


@app.command(help=chinese("列出知识库中的文档。"))
def documents(base: Base, home: Home = None, as_json: Json = False) -> None:
    """List the documents of a base."""
    with house(home) as gateway:
        rows = [_document(item) for item in gateway.knowledge.documents(find(gateway, base).id)]
    show(
        {"items": rows},
        as_json,
        lambda: table(rows, ["id", "name", "status", "pages", "template", "chunks", "error"]),
    )


@app.command(help=chinese("从知识库删除一份文档。"))
def remove(
    base: Base,
    document: Annotated[str, typer.Argument(help=say("Id or name of the document.", "文档的 id 或名称。"))],
    home: Home = None,
    as_json: Json = False,
) -> None:
    """Remove a document from a base: nothing of it is found from now on."""
    with house(home) as gateway:
        held = gateway.knowledge.documents(find(gateway, base).id)
        named = [item for item in held if document in (item.id, item.name)]
        found = _only(document, named) or gateway.knowledge.document(document)
        gateway.knowledge.delete_document(found.id)
    told = say(f"{found.name} was removed.", f"已删除 {found.name}。")
    show({"removed": found.id, "name": found.name}, as_json, lambda: told)


@app.command(help=chinese("检索知识库；用 --explain 或 --json 可看到每个片段为何命中。"))
def search(
    base: Base,
    question: Annotated[str, typer.Argument(help=say("What to search for.", "要检索的内容。"))],
    limit: Annotated[int, typer.Option(min=1, max=50, help=say("How many chunks.", "片段数。"))] = 5,
    filter: Annotated[
        str,
        typer.Option(
            help=say(
                'JSON condition, such as {"field": "language", "eq": "zh"}.',
                'JSON 过滤条件，如 {"field": "language", "eq": "zh"}。',
            )
        ),
    ] = "",
    explain: Annotated[
        bool,
        typer.Option("--explain", help=say("Say why each chunk was found.", "说明每个片段为何命中。")),
    ] = False,
    home: Home = None,
    as_json: Json = False,
) -> None:
    """Search a base; with --explain and --json, say why each chunk was found."""
    from weir.knowledge import condition_from

    condition = condition_from(_json(filter)) if filter else None
    with house(home) as gateway:
        ids = [find(gateway, base).id]
        found = gateway.knowledge.retrieve(question, ids, limit, condition=condition)
    rows: list[dict[str, Any]] = [{**asdict(item), "why": dict(item.why)} for item in found]
    nothing = say("Nothing was found.", "没有找到。")
    shown = reasons(rows) if explain else table(rows, ["score", "document", "page", "text"])
    show({"items": rows}, as_json, lambda: shown if rows else nothing)


def _json(text: str) -> object:
    """What a text says as JSON; a text that says nothing is no filter either."""
    try:
        return json.loads(text)
    except ValueError:
        return text


@app.command(help=chinese("比较知识库的索引与存储：一致时退出码为 0，不一致时为 1。"))
def verify(base: Base, home: Home = None, as_json: Json = False) -> None:
    """Compare a base's index with the store: exit code 0 when they agree, 1 when they do not."""
    with house(home) as gateway:
        health = gateway.knowledge.verify(find(gateway, base).id)
    show({**asdict(health), "clean": health.clean}, as_json, lambda: _health(health))
    if not health.clean:
        raise typer.Exit(FAILED)


def _health(health: Health) -> str:
    if health.clean:
        return say(f"Clean: {health.chunks} chunks.", f"一致：共 {health.chunks} 个片段。")
    counts = len(health.missing), len(health.extra), len(health.stale)
    lines = [
        say(
            "Out of step: {} missing, {} left over, {} outdated. `weir kb rebuild` makes the index anew.",
            "不一致：缺 {} 个，多 {} 个，过期 {} 个。`weir kb rebuild` 可重建索引。",
        ).format(*counts)
    ]
    return "\n".join(lines + [f"  {problem}" for problem in health.problems])


@app.command(help=chinese("由存储重建所有知识库的索引。"))
def rebuild(home: Home = None, as_json: Json = False) -> None:
    """Make the index of all bases anew from the store."""
    with house(home) as gateway:
        gateway.knowledge.rebuild()
    show({"rebuilt": True}, as_json, lambda: say("The index was rebuilt.", "索引已重建。"))


@app.command(help=chinese("删除知识库及其文档。"))
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
        "description": base.description,
        "documents": base.documents,
        "chunks": base.chunks,
        "template": base.template or "auto",
        "public": base.public,
        "owner": base.owner,
    }


def _document(document: StoredDocument) -> dict[str, Any]:
    return {
        "id": document.id,
        "name": document.name,
        "status": document.status,
        "pages": document.pages,
        "template": document.cut_as,
        "chunks": document.chunks,
        "error": document.error.text(language()) if document.error else None,
    }
