"""`weir label`: the labels of generated content in files (GB 45438-2025)."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from weir.cli.frame import FAILED, NOT_FOUND, Home, Json, house, load, note, show
from weir.cli.speech import chinese, say

app = typer.Typer(
    no_args_is_help=True,
    help=say("AIGC labels in files: write, read, verify.", "文件中的 AIGC 标识：写入、读取、验证。"),
)

File = Annotated[
    Path,
    typer.Argument(
        exists=True,
        dir_okay=False,
        help=say("A md, html, json or txt file.", "md、html、json 或 txt 文件。"),
    ),
]


_STANDINGS = {
    "valid": ("The label is genuine.", "标识真实有效。"),
    "unlabelled": ("The file has no label.", "文件没有标识。"),
    "unbound": ("The label is not bound to the content.", "标识未与内容绑定。"),
    "content_changed": ("The content was changed after it was labelled.", "内容在标识之后被改动。"),
    "bad_signature": (
        "The label was signed with another key, or changed.",
        "标识由其他密钥签名，或已被改动。",
    ),
}


@app.command(help=chinese("向文件写入隐式标识，以签名与内容绑定。"))
def write(
    file: File,
    producer: Annotated[
        str | None,
        typer.Option(
            help=say(
                "Code or name of the producer; the operator's without it.",
                "生成者的编码或名称；不写则用本服务的。",
            )
        ),
    ] = None,
    id: Annotated[
        str | None,
        typer.Option(
            "--id", help=say("Id of the content, such as its exchange.", "内容的编号，例如交换的 id。")
        ),
    ] = None,
    home: Home = None,
    as_json: Json = False,
) -> None:
    """Write the implicit label into a file, bound to its content by a signature."""
    from weir.core.ids import new_id
    from weir.guard import Label, check_producer, read_label, write_label

    with house(home) as gateway:
        settings = gateway.config.label
        who = check_producer(producer or settings.producer_code or settings.producer)
        place = write_label(file, Label(who, id or new_id("content")), gateway.signer.sign)
    written = read_label(file)  # as it is there now: bound and signed
    payload = {"file": str(place), "label": written.fields() if written else None}
    show(payload, as_json, lambda: say(f"Labelled: {place}", f"已标识：{place}"))


@app.command(help=chinese("读取文件的隐式标识；没有标识时退出码为 3。"))
def read(file: File, as_json: Json = False) -> None:
    """Read the implicit label of a file; exit code 3 when it has none."""
    from weir.guard import read_label

    label = read_label(file)
    fields = label.fields() if label else None
    show({"label": fields}, as_json, lambda: "\n".join(f"{k}: {v}" for k, v in (fields or {}).items()))
    if label is None:
        note(say(f"{file} has no label.", f"{file} 没有标识。"))
        raise typer.Exit(NOT_FOUND)


@app.command(help=chinese("验证文件的标识与内容是否绑定：绑定时退出码为 0，否则为 1。"))
def verify(
    file: File,
    public_key: Annotated[
        str | None,
        typer.Option(
            help=say(
                "Public key of the producer; this store's own without it.", "生成者的公钥；不写则用本机的。"
            )
        ),
    ] = None,
    home: Home = None,
    as_json: Json = False,
) -> None:
    """Verify that a file's label is bound to its content: exit code 0 when it is, 1 when it is not."""
    from weir.core.secrets import Secrets
    from weir.core.signing import Signer
    from weir.core.signing import verify as verify_signature
    from weir.guard import verify_label

    config = load(home)
    key = public_key or Signer.open(config.home, Secrets.open(config.home)).public_key
    outcome = verify_label(file, lambda data, signature: verify_signature(key, data, signature))
    payload = {"valid": outcome.valid, "standing": outcome.standing}
    show(payload, as_json, lambda: say(*_STANDINGS[outcome.standing]))
    if not outcome.valid:
        raise typer.Exit(FAILED)
