"""Counts how common words are, for keywords: writes `weir/documents/structure/frequencies.json`.

Each row of the two Alpaca demonstration files (`../shared/data/guard` or `$WEIR_DATA/guard`, Apache-2.0) is a
text. Kept are the words that stand in at least 0.4 % of the texts of their language, with that share: what is
missing is rare.
"""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from benchmarks.processes import ROOT
from weir.documents.structure.words import words

DATA = Path(os.environ.get("WEIR_DATA") or ROOT.parent / "shared" / "data") / "guard"
FILES = ("benign_alpaca_zh_demo.jsonl", "benign_alpaca_en_demo.jsonl")
LEAST = 0.004


def texts(name: str) -> Iterator[str]:
    for line in (DATA / name).read_text("utf-8").splitlines():
        row = json.loads(line)
        yield f"{row['instruction']} {row.get('input', '')} {row['output']}"


def main() -> None:
    shares: dict[str, float] = {}
    for name in FILES:
        found = [set(words(text)) for text in texts(name)]
        counts = Counter(word for text in found for word in text)
        common = {word: count / len(found) for word, count in counts.items() if count >= LEAST * len(found)}
        for word, share in common.items():
            shares[word] = round(max(shares.get(word, 0.0), share), 4)
    card = {
        "what": "share of texts in which a word stands; words that are not listed are rarer than 0.004",
        "data": "LLaMA-Factory alpaca_zh_demo.json and alpaca_en_demo.json, 1,999 texts; counts only",
        "licence": "Apache-2.0",
        "made_by": "python -m benchmarks.frequencies",
        "limits": "general instructions; the names of a field count as rare, which is what keywords need",
    }
    path = ROOT / "weir" / "documents" / "structure" / "frequencies.json"
    ordered = dict(sorted(shares.items()))
    path.write_text(
        json.dumps({"card": card, "shares": ordered}, ensure_ascii=False, indent=0) + "\n", "utf-8"
    )
    print(json.dumps({"words": len(shares), "bytes": path.stat().st_size}))


if __name__ == "__main__":
    main()
