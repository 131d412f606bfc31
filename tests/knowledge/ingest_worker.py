"""A server that takes documents in until it is killed: ``ingest_worker.py STORE HOME BASE FIRST``."""

from __future__ import annotations

import itertools
import sys
from pathlib import Path

from weir.core.store import Store
from weir.documents import Parsers
from weir.knowledge import Knowledge


def main(url: str, home: str, base: str, first: str) -> None:
    with Parsers(workers=1) as parsers:
        knowledge = Knowledge(Store.open(url), Path(home), parsers)
        for number in itertools.count(int(first)):
            text = f"# 第{number}章\n\n" + f"第{number}号文件规定员工有{number}天年假。" * 60
            document = knowledge.add_document(base, f"{number}.md", text.encode())
            knowledge.ingest(document.id)
            print(document.id, flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
