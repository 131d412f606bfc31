"""`weir ground`: is what an answer says in its evidence?"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from weir.cli.frame import FAILED, Home, Json, console, from_json, load, show
from weir.cli.speech import chinese, say
from weir.core.errors import error_kind

if TYPE_CHECKING:
    from weir.evals import GroundingRow
    from weir.knowledge import Checked, Evidence

app = typer.Typer(no_args_is_help=True, help=say("Check answers against their evidence.", "核对回答与依据。"))

NOT_ROWS = error_kind(
    "cli.not_grounding_rows",
    400,
    en="Line {line} of {name} needs evidence (text or list of texts), answer (text) and label (0 or 1).",
    zh="{name} 第 {line} 行需要 evidence（文本或文本列表）、answer（文本）和 label（0 或 1）。",
    do_en='Give JSON lines such as {{"evidence": "...", "answer": "...", "label": 1}}; 1 means made up.',
    do_zh='请提供形如 {{"evidence": "……", "answer": "……", "label": 1}} 的 JSON 行；1 表示无依据。',
)
NOT_TEXT = error_kind(
    "cli.not_text",
    400,
    en="{name} is not UTF-8 text.",
    zh="{name} 不是 UTF-8 文本。",
    do_en="Save the answer as UTF-8 text.",
    do_zh="请把回答保存为 UTF-8 文本。",
)
_STATES = {
    "supported": ("✓", "supported", "有依据"),
    "contradicted": ("✗", "contradicted", "与依据矛盾"),
    "not_in_evidence": ("?", "not in the evidence", "依据中没有"),
}
_REASONS = {
    "number": ("number", "数值"),
    "date": ("date", "日期"),
    "name": ("name", "名称"),
    "negation": ("negation", "否定"),
    "opposite": ("opposite", "相反"),
    "wording": ("too little of it is said there", "依据所述甚少"),
    "risk": ("the learned detector doubts it", "检测模型存疑"),
    "judge": ("the judge does not find it", "裁判模型未认可"),
}
_DETAILS = ("number", "date", "name", "negation", "opposite")
_QUOTE = 120


@app.command(help=chinese("逐句核对回答；有句子缺乏依据时退出码为 1。"))
def check(
    evidence: Annotated[
        list[Path],
        typer.Option(
            exists=True,
            dir_okay=False,
            help=say(
                "File of evidence, of any kind Weir reads; repeatable.",
                "依据文件，支持所有可解析格式；可重复。",
            ),
        ),
    ],
    answer: Annotated[
        Path,
        typer.Option(
            exists=True,
            dir_okay=False,
            allow_dash=True,
            help=say(
                "Text file with the answer; - reads standard input.", "回答的文本文件；- 表示标准输入。"
            ),
        ),
    ],
    judge: Annotated[
        str | None,
        typer.Option(help=say("Chat model for a second opinion.", "给出第二意见的对话模型。")),
    ] = None,
    home: Home = None,
    as_json: Json = False,
) -> None:
    """Check an answer sentence by sentence; exit code 1 when one of them is not supported."""
    from weir.documents import parse
    from weir.knowledge import Checker, Evidence

    text = _text_of(answer)
    held = [Evidence(str(n), parse(path).text, path.name) for n, path in enumerate(evidence)]
    checked = _judged(text, held, judge, home) if judge else Checker(held).check_answer(text)
    rows = [_row(text, item, held) for item in checked]
    clean = all(row["state"] == "supported" for row in rows)
    show({"supported": clean, "sentences": rows}, as_json, lambda: _table(rows))
    if not clean:
        raise typer.Exit(FAILED)


@app.command("eval", help=chinese("用带标注的数据评测检测模型：AUROC、F1、两个朴素基线与耗时。"))
def eval_(
    file: Annotated[
        Path,
        typer.Argument(
            exists=True,
            dir_okay=False,
            help=say(
                "JSON lines with evidence, answer and label (1 = made up).",
                "含 evidence、answer、label（1 = 无依据）的 JSON 行文件。",
            ),
        ),
    ],
    as_json: Json = False,
) -> None:
    """Measure the detector on labelled rows, beside two measures that know nothing."""
    from weir.evals import evaluate_grounding

    rows = _rows(file)
    with console().status(say("Checking ...", "正在核对……")) as status:

        def told(done: int) -> None:
            if done % 50 == 0:
                status.update(say(f"{done} of {len(rows)} checked", f"已核对 {done}/{len(rows)}"))

        result = evaluate_grounding(rows, told)
    show(result, as_json, lambda: _figures(result))


def _judged(text: str, held: list[Evidence], judge: str, home: Path | None) -> list[Checked]:
    """The check with a second opinion for the sentences that it is not sure of."""
    import asyncio

    from weir.gateway import Gateway
    from weir.knowledge import Judge

    async def run() -> list[Checked]:
        gateway = Gateway.open(load(home))
        try:
            return await Judge(gateway.models.chat(judge)).check_answer(text, held)
        finally:
            await gateway.aclose()

    return asyncio.run(run())


def _text_of(answer: Path) -> str:
    data = sys.stdin.buffer.read() if str(answer) == "-" else answer.read_bytes()
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise NOT_TEXT(name=str(answer)) from None


def _row(text: str, item: Checked, held: list[Evidence]) -> dict[str, Any]:
    support = item.support
    found = None if support.evidence is None else held[support.evidence]
    return {
        "start": item.start,
        "end": item.end,
        "sentence": text[item.start : item.end],
        "state": support.state,
        "risk": round(support.risk, 4),
        "score": round(support.score, 4),
        "evidence": None
        if found is None
        else {
            "document": found.document,
            "index": support.evidence,
            "start": support.start,
            "end": support.end,
            "quote": found.text[support.start : support.end],
        },
        "reasons": [
            {"kind": reason.kind, "said": reason.said, "found": reason.found} for reason in support.reasons
        ],
    }


def _table(rows: list[dict[str, Any]]) -> str:
    return "\n".join(line for row in rows for line in _lines(row)) or say("Nothing is said.", "没有内容。")


def _lines(row: dict[str, Any]) -> list[str]:
    mark, en, zh = _STATES[row["state"]]
    lines = [f"{mark} {row['sentence']}", f"    {say(en, zh)}"]
    for reason in row["reasons"]:
        en, zh = _REASONS[reason["kind"]]
        told = (
            f" {reason['said']}"
            if reason["kind"] in ("number", "date", "name", "negation", "opposite")
            else ""
        )
        instead = (
            say(f" (evidence: {reason['found']})", f"（依据：{reason['found']}）") if reason["found"] else ""
        )
        lines.append(f"    - {say(en, zh)}{told}{instead}")
    if row["evidence"]:
        quote = " ".join(row["evidence"]["quote"].split())
        short = quote if len(quote) <= _QUOTE else quote[: _QUOTE - 1] + "…"
        nearest = "" if row["state"] == "supported" else say("nearest: ", "最接近：")
        lines.append(f"    {nearest}{row['evidence']['document']}: {short}")
    return lines


def _reason(kind: str, said: str, found: str) -> str:
    what = say(*_REASONS[kind]) + (f" {said}" if kind in _DETAILS else "")
    return what + (say(f" (evidence: {found})", f"（依据：{found}）") if found else "")


def _rows(file: Path) -> list[GroundingRow]:
    found: list[GroundingRow] = []
    with file.open("rb") as lines:
        for number, line in enumerate(lines, 1):
            if line.strip():
                row = from_json(line, say(f"line {number} of {file}", f"{file} 第 {number} 行"))
                if not _is_row(row):
                    raise NOT_ROWS(line=number, name=str(file))
                found.append(row)
    return found


def _is_row(row: Any) -> bool:
    if not isinstance(row, dict) or not isinstance(row.get("answer"), str):
        return False
    evidence = row.get("evidence")
    several = isinstance(evidence, list) and all(isinstance(text, str) for text in evidence)
    return (isinstance(evidence, str) or several) and row.get("label") in (0, 1)


def _figures(result: dict[str, Any]) -> str:
    area = {name: "-" if value is None else f"{value:.4f}" for name, value in result.items() if "au" in name}
    return "\n".join(
        [
            f"AUROC: {area['auroc']}",
            f"F1: {result['f1']:.4f}",
            say("AUROC by length only", "仅按长度的 AUROC") + f": {area['auroc_length_only']}",
            say("AUROC by novel bigrams", "按新二元组的 AUROC") + f": {area['auroc_novel_bigram']}",
            say("milliseconds a row", "每行毫秒数") + f": {result['latency_ms']}",
            say("rows", "行数") + f": {result['n']}",
        ]
    )
