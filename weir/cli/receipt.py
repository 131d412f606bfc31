"""`weir receipt`: what stands behind an answer, and whether it is genuine."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from weir.cli.frame import FAILED, Home, Json, from_json, house, show
from weir.cli.speech import chinese, say

app = typer.Typer(
    no_args_is_help=True, help=say("Receipts of answers: show, verify.", "回答凭证：查看、验证。")
)


@app.command("show", help=chinese("以 JSON 打印凭证。"))
def show_(
    id: Annotated[str, typer.Argument(help=say("Id of a receipt or an exchange.", "凭证或交换的 id。"))],
    home: Home = None,
    as_json: Json = False,
) -> None:
    """Print a receipt as JSON, with `--json` or without."""
    with house(home) as gateway:
        receipt = gateway.history.receipt(id, gateway.operator)
    show(receipt, True, str)


@app.command(
    help=chinese("""验证凭证：真实时退出码为 0，否则为 1。

给出文件和公钥时，不需要本机数据。
""")
)
def verify(
    source: Annotated[
        str,
        typer.Argument(
            help=say(
                "Id of a receipt, a JSON file, or - for standard input.",
                "凭证 id、JSON 文件，或 - 表示标准输入。",
            )
        ),
    ],
    public_key: Annotated[
        str | None,
        typer.Option(
            help=say(
                "Public key of the issuer; this store's own without it.", "签发者的公钥；不写则用本机的。"
            )
        ),
    ] = None,
    home: Home = None,
    as_json: Json = False,
) -> None:
    """Verify a receipt: exit code 0 when it is genuine, 1 when it is not.

    With a file and a public key no store is needed.
    """
    from weir.gateway import valid_receipt

    text = _text(source)
    if text is not None and public_key is not None:
        genuine = valid_receipt(from_json(text, source), public_key)
    else:
        with house(home) as gateway:
            receipt = (
                gateway.history.receipt(source, gateway.operator) if text is None else from_json(text, source)
            )
            genuine = valid_receipt(receipt, public_key or gateway.signer.public_key)
    yes = say("The receipt is genuine.", "凭证真实有效。")
    no = say(
        "The receipt is not genuine: it was changed, or another key signed it.",
        "凭证无效：内容被改动，或由其他密钥签发。",
    )
    show({"valid": genuine}, as_json, lambda: yes if genuine else no)
    if not genuine:
        raise typer.Exit(FAILED)


def _text(source: str) -> str | None:
    """The receipt that was given as such; None for an id."""
    if source == "-":
        return sys.stdin.read()
    path = Path(source)
    return path.read_text(encoding="utf-8", errors="replace") if path.exists() else None
