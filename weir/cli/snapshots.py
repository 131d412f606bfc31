"""`weir kb snapshot` and `weir kb merge`: points to go back to, and two bases made one."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

import typer

from weir.cli.frame import Home, Json, house, show
from weir.cli.kb import Base, find
from weir.cli.speech import chinese, say
from weir.cli.tables import table

app = typer.Typer(
    no_args_is_help=True,
    help=say("Snapshots of a base: create, list, restore, delete.", "知识库快照：创建、列出、恢复、删除。"),
)

MERGE_HELP = "把另一知识库的文档复制到本知识库，不重新解析，也不重新编码。"

Name = Annotated[str, typer.Argument(help=say("Name of the snapshot.", "快照名称。"))]


@app.command(help=chinese("以一个名称保存知识库当前的内容。"))
def create(base: Base, name: Name, home: Home = None, as_json: Json = False) -> None:
    """Keep what a base holds now under a name."""
    with house(home) as gateway:
        point = gateway.knowledge.snapshot(find(gateway, base).id, name)
    told = say(
        f"{point.documents} documents are kept as {point.name}.",
        f"已保存 {point.documents} 份文档为 {point.name}。",
    )
    show(asdict(point), as_json, lambda: told)


@app.command("list", help=chinese("列出知识库的快照。"))
def list_(base: Base, home: Home = None, as_json: Json = False) -> None:
    """List the snapshots of a base."""
    with house(home) as gateway:
        rows = [asdict(point) for point in gateway.knowledge.snapshots(find(gateway, base).id)]
    show({"items": rows}, as_json, lambda: table(rows, ["id", "name", "documents", "chunks", "created_at"]))


@app.command(help=chinese("让知识库恢复为快照时的内容。"))
def restore(base: Base, name: Name, home: Home = None, as_json: Json = False) -> None:
    """Make a base hold again what it held at a snapshot."""
    with house(home) as gateway:
        changed = gateway.knowledge.restore(find(gateway, base).id, name)
    told = say(
        f"{changed.restored} documents came back, {changed.removed} went.",
        f"恢复 {changed.restored} 份文档，移除 {changed.removed} 份。",
    )
    show(asdict(changed), as_json, lambda: told)


@app.command(help=chinese("删除一个快照。"))
def delete(base: Base, name: Name, home: Home = None, as_json: Json = False) -> None:
    """Forget a snapshot."""
    with house(home) as gateway:
        gateway.knowledge.drop_snapshot(find(gateway, base).id, name)
    show({"deleted": name}, as_json, lambda: say(f"{name} was deleted.", f"已删除 {name}。"))


def merge(
    base: Base,
    source: Annotated[str, typer.Argument(help=say("Base to copy from.", "来源知识库。"))],
    home: Home = None,
    as_json: Json = False,
) -> None:
    """Copy into a base what another holds and it lacks; nothing is read or encoded anew."""
    with house(home) as gateway:
        copied = gateway.knowledge.merge(find(gateway, source).id, find(gateway, base).id)
    told = say(f"{copied} documents were copied.", f"已复制 {copied} 份文档。")
    show({"copied": copied}, as_json, lambda: told)
