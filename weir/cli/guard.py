"""`weir guard`: what the policy says about a text."""

from __future__ import annotations

import sys
from typing import Annotated, Any, Literal

import typer

from weir.cli.frame import Home, Json, load, show
from weir.cli.speech import chinese, say

app = typer.Typer(no_args_is_help=True, help=say("Check a text against the policy.", "按策略检查文本。"))


@app.command(help=chinese("检查一段文本：裁决、动作和各环节耗时。"))
def check(
    text: Annotated[
        str | None,
        typer.Argument(help=say("The text; standard input without it.", "文本；不写则读标准输入。")),
    ] = None,
    side: Annotated[
        Literal["input", "output"],
        typer.Option(help=say("What is asked, or what is answered.", "提问（input）或回答（output）。")),
    ] = "input",
    policy: Annotated[
        str | None,
        typer.Option(
            help=say("Policy name or file; the one in force without it.", "策略名或文件；不写则用当前策略。")
        ),
    ] = None,
    home: Home = None,
    as_json: Json = False,
) -> None:
    """Check a text: the verdicts, the action, and the time of each stage."""
    from weir.guard import Guard, load_policy

    guard = Guard(load_policy(policy or load(home).guard.policy))
    screening = guard.screen(sys.stdin.read() if text is None else text, side)
    payload: dict[str, Any] = {
        "action": screening.action.value,
        "verdicts": [
            {
                "risk": v.risk,
                "level": v.level,
                "score": v.score,
                "span": [v.start, v.end],
                "action": v.action.value,
                "why": v.why,
                "stage": v.stage,
            }
            for v in screening.verdicts
        ],
        "text": screening.text,
        "reply": screening.reply,
        "criteria": list(screening.criteria),
        "stages": {done.stage: round(done.micros, 1) for done in screening.checked},
        "policy": {"name": guard.policy.name, "version": guard.policy.version, "digest": guard.policy.digest},
    }
    show(payload, as_json, lambda: _text(payload))


def _text(payload: dict[str, Any]) -> str:
    lines = [payload["action"]]
    lines += [f"  {v['risk']}  {v['level']}  {v['score']:.2f}  {v['why']}" for v in payload["verdicts"]]
    if payload["action"] == "redact":
        lines.append(payload["text"])
    if payload["reply"]:
        lines.append(payload["reply"])
    return "\n".join(lines)
