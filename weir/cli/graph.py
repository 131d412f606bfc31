"""`weir graph`: what the documents of a base name and state."""

from __future__ import annotations

import sys
from contextlib import nullcontext
from dataclasses import asdict
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from weir.cli.frame import Home, Json, console, house, show
from weir.cli.kb import Base, find
from weir.cli.speech import chinese, say
from weir.cli.tables import table

if TYPE_CHECKING:
    from weir.gateway import Gateway
    from weir.knowledge import Conflict, Edge, Entity

app = typer.Typer(
    no_args_is_help=True,
    help=say(
        "The graph of a base: entities, relations, contradictions.",
        "知识库图谱：实体、关系与相互矛盾的说法。",
    ),
)


class Format(StrEnum):
    """How a graph is written."""

    turtle = "turtle"
    ntriples = "ntriples"
    graphml = "graphml"


@app.command(help=chinese("读取知识库中的新内容并更新图谱；--pack 按领域识别，--model 另用模型抽取。"))
def build(
    base: Base,
    pack: Annotated[
        list[str] | None,
        typer.Option(help=say("Domain pack to read with: medical.", "使用的领域包，如 medical。")),
    ] = None,
    model: Annotated[
        str, typer.Option(help=say("Chat model that tells statements, too.", "另用于抽取陈述的对话模型。"))
    ] = "",
    tokens: Annotated[
        int, typer.Option(min=1, help=say("Tokens that the model may cost.", "允许模型消耗的 token 数。"))
    ] = 50_000,
    anew: Annotated[
        bool, typer.Option("--anew", help=say("Read everything again.", "重新读取全部内容。"))
    ] = False,
    home: Home = None,
    as_json: Json = False,
) -> None:
    """Bring the graph of a base up to date."""
    with house(home) as gateway:
        id = find(gateway, base).id
        with console().status(say("Reading chunks ...", "正在读取片段……")):
            payload = asdict(gateway.graph.build(id, pack, anew=anew))
            if model:
                chat = partial(gateway.models.chat, model)
                told = asdict(gateway.graph.extract(id, chat, gateway.waiting, tokens))
                payload = {**asdict(gateway.graph.size(id)), "model": told}
    show(payload, as_json, lambda: _size(payload) + _told(payload.get("model")))


@app.command("show", help=chinese("图谱概况；给出名称时显示该实体的关系与出处。"))
def show_(
    base: Base,
    name: Annotated[str, typer.Argument(help=say("Name of an entity.", "实体名称。"))] = "",
    home: Home = None,
    as_json: Json = False,
) -> None:
    """Show how large a graph is and what belongs together; or one entity with what is said of it."""
    with house(home) as gateway:
        id = find(gateway, base).id
        if not name:
            size = asdict(gateway.graph.build(id))
            groups = [asdict(each) for each in gateway.graph.communities(id)]
            payload = {**size, "communities": groups}
            show(payload, as_json, lambda: "\n".join([_size(size), *map(_group, groups)]))
            return
        around = gateway.graph.around(id, _one(gateway, id, name).number)
    shown = {"entity": asdict(around.entity), "edges": [asdict(edge) for edge in around.edges],
             "beside": [asdict(each) for each in around.beside]}  # fmt: skip
    lines = [_named(around.entity), *map(_edge, around.edges)]
    if around.beside:
        names = ", ".join(f"{each.entity.name} ({each.together})" for each in around.beside[:12])
        lines.append(say(f"named together with: {names}", f"一同出现：{names}"))
    show(shown, as_json, lambda: "\n".join(lines))


@app.command(help=chinese("按名称查找实体。"))
def search(
    base: Base,
    text: Annotated[str, typer.Argument(help=say("Part of a name.", "名称的一部分。"))],
    limit: Annotated[int, typer.Option(min=1, max=200, help=say("How many at most.", "最多显示几项。"))] = 20,
    home: Home = None,
    as_json: Json = False,
) -> None:
    """Find entities by their names."""
    with house(home) as gateway:
        id = find(gateway, base).id
        gateway.graph.build(id)
        rows = [asdict(each) for each in gateway.graph.search(id, text, limit)]
    show({"items": rows}, as_json, lambda: table(rows, ["number", "name", "kind", "mentions", "names"]))


@app.command(help=chinese("列出相互矛盾的说法及其出处；--agreements 列出多份文档一致的说法。"))
def conflicts(
    base: Base,
    agreements: Annotated[
        bool,
        typer.Option(
            "--agreements",
            help=say("What several documents say alike instead.", "改为列出多份文档一致的说法。"),
        ),
    ] = False,
    home: Home = None,
    as_json: Json = False,
) -> None:
    """List attributes that documents give different values, each with its words."""
    with house(home) as gateway:
        id = find(gateway, base).id
        gateway.graph.build(id)
        found = gateway.graph.agreements(id) if agreements else gateway.graph.conflicts(id)
    payload = {"items": [asdict(each) for each in found]}
    none = say("None found.", "没有发现。")
    show(payload, as_json, lambda: "\n".join(map(_conflict, found)) or none)


@app.command(help=chinese("以 RDF（Turtle、N-Triples）或 GraphML 导出图谱。"))
def export(
    base: Base,
    to: Annotated[
        Path | None,
        typer.Option(help=say("File to write; standard output without it.", "写入的文件；缺省为标准输出。")),
    ] = None,
    format: Annotated[
        Format, typer.Option(help=say("turtle, ntriples or graphml.", "turtle、ntriples 或 graphml。"))
    ] = Format.turtle,
    home: Home = None,
) -> None:
    """Write the graph as RDF or GraphML, every statement with its words."""
    from weir.knowledge import GraphFormat

    with house(home) as gateway:
        id = find(gateway, base).id
        gateway.graph.build(id)
        with to.open("w", encoding="utf-8", newline="\n") if to else nullcontext(sys.stdout) as out:
            for line in gateway.graph.export(id, GraphFormat(format)):
                out.write(line)


@app.command("import", help=chinese("导入 OBO 本体文件（如 Disease Ontology），每条边都注明出处。"))
def import_(
    base: Base,
    file: Annotated[Path, typer.Argument(help=say("OBO file.", "OBO 文件。"), exists=True, dir_okay=False)],
    kind: Annotated[str, typer.Option(help=say("Kind of its terms.", "其中术语的类型。"))] = "disease",
    home: Home = None,
    as_json: Json = False,
) -> None:
    """Take in an ontology in OBO format, such as the Disease Ontology."""
    with house(home) as gateway:
        id = find(gateway, base).id
        payload = {"edges": gateway.graph.take_in(id, file.read_bytes(), file.name, kind)}
    show(payload, as_json, lambda: say(f"{payload['edges']} statements.", f"{payload['edges']} 条陈述。"))


def _told(told: dict[str, Any] | None) -> str:
    if told is None:
        return ""
    return "\n" + say(
        "The model read {chunks} chunks and told {triples} statements; {dropped} were not in the text. "
        "{tokens} tokens.",
        "模型读取 {chunks} 个片段，给出 {triples} 条陈述；{dropped} 条在原文中无依据，已舍弃。"
        "消耗 {tokens} token。",
    ).format(**told)


def _one(gateway: Gateway, id: str, name: str) -> Entity:
    from weir.core.auth import NOT_FOUND

    gateway.graph.build(id)
    found = gateway.graph.search(id, name, 50)
    exact = [each for each in found if name in (each.name, *each.names)]
    if not found:
        raise NOT_FOUND(kind="entity", id=name)
    return (exact or found)[0]


def _size(size: dict[str, Any]) -> str:
    kinds = ", ".join(f"{kind} {count}" for kind, count in [*size["kinds"].items()][:10])
    return say(
        "{entities} entities, {edges} statements, {mentions} mentions. {kinds}",
        "{entities} 个实体，{edges} 条陈述，{mentions} 处提及。{kinds}",
    ).format(**{**size, "kinds": kinds})


def _group(group: dict[str, Any]) -> str:
    sentence = group["summary"][0]["quote"] if group["summary"] else ""
    return f"  ({group['size']}) {', '.join(group['entities'][:8])}\n      {sentence}".rstrip()


def _named(entity: Entity) -> str:
    others = f" = {', '.join(entity.names)}" if entity.names else ""
    return f"{entity.name}{others}  [{entity.kind}]"


def _edge(edge: Edge) -> str:
    period = (
        f"  [{edge.valid_from or '…'} – {edge.valid_to or '…'}]" if edge.valid_from or edge.valid_to else ""
    )
    where = edge.provenance.document or edge.provenance.source
    said = edge.value or edge.object_name
    return f"  {edge.subject_name} — {edge.relation} → {said}{period}  ({edge.confidence:.2f}, {where})"


def _conflict(conflict: Conflict) -> str:
    lines = [f"{conflict.subject} — {conflict.relation}"]
    lines += [
        f"  {edge.value or edge.object_name}  ({edge.provenance.document}: {edge.provenance.quote})"
        for edge in conflict.edges
    ]
    return "\n".join(lines)
