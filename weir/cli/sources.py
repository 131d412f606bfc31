"""`weir sources`: folders, addresses, buckets, queries and repositories that feed knowledge bases."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Annotated, Any

import typer

from weir.cli.frame import FAILED, Home, Json, house, reading, show
from weir.cli.kb import Base, find
from weir.cli.speech import chinese, language, say
from weir.cli.tables import table
from weir.core.errors import error_kind

if TYPE_CHECKING:
    from weir.knowledge import Source, SourceItem, Staleness, StoredDocument

app = typer.Typer(
    no_args_is_help=True,
    help=say(
        "Sources that feed knowledge bases, and what is stale in them.", "为知识库供给内容的来源及其时效。"
    ),
)

BAD_SETTING = error_kind(
    "cli.setting_invalid",
    400,
    en="`{text}` is not of the form name=value.",
    zh="`{text}` 不是 名称=值 的形式。",
    do_en="Write for example `path=/srv/documents` or `urls=https://example.org/a,https://example.org/b`.",
    do_zh="例如：`path=/srv/documents` 或 `urls=https://example.org/a,https://example.org/b`。",
)
BAD_TIME = error_kind(
    "cli.time_invalid",
    400,
    en="`{text}` is not a length of time.",
    zh="`{text}` 不是有效的时长。",
    do_en="Write a number with s, m, h or d: 30m, 6h, 1d.",
    do_zh="请写数字加 s、m、h 或 d，例如 30m、6h、1d。",
)

_UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86400}
_LISTS = {"urls", "include", "exclude"}

Id = Annotated[str, typer.Argument(help=say("Id of the source.", "来源的 id。"))]


@app.command(help=chinese("让一个来源为知识库供给内容，并立即读取一次。"))
def add(
    base: Base,
    kind: Annotated[
        str, typer.Argument(help=say("folder, urls, s3, sql or git.", "folder、urls、s3、sql 或 git。"))
    ],
    settings: Annotated[
        list[str],
        typer.Argument(help=say("What it is, as name=value.", "来源的内容，写作 名称=值。")),
    ],
    name: Annotated[str, typer.Option(help=say("Name for people.", "便于识别的名称。"))] = "",
    every: Annotated[
        str, typer.Option(help=say("How often to look again: 30m, 6h, 1d.", "刷新间隔：30m、6h、1d。"))
    ] = "",
    home: Home = None,
    as_json: Json = False,
) -> None:
    """Let a source feed a base, and read it once now."""
    spec = {"kind": kind, **dict(map(_setting, settings))}
    with house(home) as gateway:
        source = gateway.sources.add(
            find(gateway, base).id, name or kind, spec, gateway.operator.id, _seconds(every), trusted=True
        )
        with reading() as told:
            done = gateway.sources.refresh(source.id, told=told)
        row = _row(gateway.sources.get(source.id))
    show({**row, "refresh": _counts(done)}, as_json, lambda: f"{row['id']}  {_said(_counts(done))}")
    if done.failed:
        raise typer.Exit(FAILED)


@app.command("list", help=chinese("列出知识库的来源。"))
def list_(base: Base, home: Home = None, as_json: Json = False) -> None:
    """List the sources of a base."""
    with house(home) as gateway:
        rows = [_row(source) for source in gateway.sources.list(find(gateway, base).id)]
    columns = ["id", "name", "kind", "status", "every_s", "error"]
    show({"items": rows}, as_json, lambda: table(rows, columns))


@app.command(help=chinese("列出来源中的条目及其文档。"))
def items(id: Id, home: Home = None, as_json: Json = False) -> None:
    """List what a source holds, and the documents made of it."""
    with house(home) as gateway:
        gateway.sources.get(id)
        rows = [_item(item) for item in gateway.sources.items(id)]
    columns = ["key", "status", "revision", "document_id", "error"]
    show({"items": rows}, as_json, lambda: table(rows, columns))


@app.command(help=chinese("立即刷新来源：新增、变更与消失的内容都会同步。"))
def refresh(
    id: Id,
    remove: Annotated[
        bool,
        typer.Option(
            "--remove",
            help=say(
                "Also remove documents when most of the source is gone.", "来源大半消失时也删除其文档。"
            ),
        ),
    ] = False,
    home: Home = None,
    as_json: Json = False,
) -> None:
    """Look at a source now: what is new, changed or gone there is so here."""
    with house(home) as gateway, reading() as told:
        done = _counts(gateway.sources.refresh(id, remove=remove, told=told))
    show(done, as_json, lambda: _said(done))
    if done["failed"] or done["held"]:
        raise typer.Exit(FAILED)


@app.command("remove", help=chinese("移除来源；其文档保留在知识库中。"))
def remove_(id: Id, home: Home = None, as_json: Json = False) -> None:
    """Forget a source; its documents stay in the base."""
    with house(home) as gateway:
        gateway.sources.remove(id)
    show({"removed": id}, as_json, lambda: say(f"{id} was removed.", f"已移除 {id}。"))


@app.command(help=chinese("时效报告：失效链接、无法获取或读取的内容、久未确认的文档。"))
def report(
    base: Base,
    days: Annotated[
        int, typer.Option(min=1, help=say("Days until a document is stale.", "超过多少天视为陈旧。"))
    ] = 90,
    home: Home = None,
    as_json: Json = False,
) -> None:
    """Report dead links, what could not be fetched or read, and documents unconfirmed for long."""
    from weir.knowledge import staleness

    with house(home) as gateway:
        found = find(gateway, base)
        payload = shown_report(staleness(gateway.store, found.id, found.number, days))
    show(payload, as_json, lambda: _reported(payload))


def shown_report(report: Staleness) -> dict[str, Any]:
    """A report for programs."""
    return {
        "documents": report.documents,
        "fresh": round(report.fresh, 4),
        "failed": [_document(document) for document in report.failed],
        "stale": [_document(document) for document in report.stale],
        "dead": [_item(item) for item in report.dead],
        "unfetched": [_item(item) for item in report.unfetched],
    }


def _reported(payload: dict[str, Any]) -> str:
    lines = [
        say("{} documents, {:.0%} of them fresh.", "共 {} 份文档，{:.0%} 时效正常。").format(
            payload["documents"], payload["fresh"]
        )
    ]
    for key, title in (
        ("dead", say("gone at its origin", "源头已消失")),
        ("unfetched", say("not fetched", "未能获取")),
        ("failed", say("not read", "无法读取")),
        ("stale", say("stale", "陈旧")),
    ):
        lines += [f"  {title}: {item.get('key') or item['name']}" for item in payload[key]]
    return "\n".join(lines)


def _setting(text: str) -> tuple[str, Any]:
    name, equals, value = text.partition("=")
    if not equals:
        raise BAD_SETTING(text=text)
    return name, [part.strip() for part in value.split(",") if part.strip()] if name in _LISTS else value


def _seconds(text: str) -> int | None:
    if not text:
        return None
    found = re.fullmatch(r"(\d+)([smhd])", text)
    if found is None:
        raise BAD_TIME(text=text)
    return int(found[1]) * _UNITS[found[2]]


def _row(source: Source) -> dict[str, Any]:
    return {
        "id": source.id,
        "name": source.name,
        "kind": source.kind,
        "spec": {name: value for name, value in source.spec.items() if name != "trusted"},
        "status": source.status,
        "every_s": source.every_s,
        "refreshed_at": source.refreshed_at,
        "error": _reason(source.error),
    }


def _item(item: SourceItem) -> dict[str, Any]:
    return {
        "key": item.key,
        "name": item.name,
        "status": item.status,
        "revision": item.revision,
        "document_id": item.document_id,
        "changed_at": item.changed_at,
        "error": _reason(item.error),
    }


def _document(document: StoredDocument) -> dict[str, Any]:
    return {
        "id": document.id,
        "name": document.name,
        "updated_at": document.updated_at,
        "error": _reason(document.error),
    }


def _reason(error: Any) -> str | None:
    return error.text(language()) if error else None


def _counts(done: Any) -> dict[str, int]:
    return {name: getattr(done, name) for name in done.__slots__}


def _said(done: dict[str, int]) -> str:
    text = say(
        "{added} added, {changed} changed, {unchanged} unchanged, {failed} failed, {removed} removed.",
        "新增 {added}，变更 {changed}，未变 {unchanged}，失败 {failed}，删除 {removed}。",
    ).format(**done)
    if done["held"]:
        text += " " + say(
            "{held} are gone from the source and were kept; `weir sources refresh --remove` removes them.",
            "有 {held} 项已从来源消失，暂时保留；`weir sources refresh --remove` 可将其删除。",
        ).format(**done)
    return text
