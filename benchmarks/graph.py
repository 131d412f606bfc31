"""Graphs: how fast they are read, and whether they lead to what a question's things have in common.

    python -m benchmarks.graph [--worlds 60]

The corpus is made here: small worlds of companies, founders, wares and towns, Chinese and English, a fact a
page, among pages that only mention the same names. A question names both ends of a chain of two facts that
stand in different pages; it is answered when both pages are among the first four.
"""

from __future__ import annotations

import argparse
import json
import random
import statistics
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from weir.core.store import Store
from weir.documents import Parsers
from weir.knowledge import Graph, Knowledge

_FIRST = 4
_NOISE = 12
_SURNAMES, _GIVEN = "赵钱孙李周吴郑王冯陈", "明华建国丽娜志强秀英海波"
_EN_NAMES = [
    "Alder",
    "Birch",
    "Cedar",
    "Dogwood",
    "Elm",
    "Fir",
    "Hazel",
    "Juniper",
    "Larch",
    "Maple",
    "Oak",
    "Pine",
]


@dataclass(frozen=True)
class _World:
    """Pages of a small world, and a question with the pages that answer it."""

    pages: Sequence[str]
    question: str
    answers: Sequence[int]


def _chinese(at: int, dice: random.Random) -> _World:
    company = f"{dice.choice('东西南北中')}{dice.choice('海山江湖川')}{at}号科技公司"
    ware = f"智能{dice.choice(['台灯', '水壶', '门锁', '音箱'])}型{at}"
    founder = dice.choice(_SURNAMES) + "".join(dice.sample(_GIVEN, 2))
    half = range(_NOISE // 2)
    pages = [
        f"# 产品\n\n{ware}的供应商为{company}。",
        f"# 沿革\n\n{company}由{founder}创立，总部位于苏州市。",
        *(f"# 纪要 {n}\n\n第{n}次会议讨论{ware}的包装与说明书，未作决定。" for n in half),
        *(f"# 通讯 {n}\n\n{founder}出席第{n}次行业会议并发言。" for n in half),
    ]
    return _World(pages, f"{ware}和{founder}之间有什么联系？", (0, 1))


def _english(at: int, dice: random.Random) -> _World:
    company = f"{dice.choice(_EN_NAMES)} {dice.choice(_EN_NAMES)} {at} Ltd"
    ware = f"Lamp {dice.choice(_EN_NAMES)}{at}"
    founder = f"{dice.choice(['Ann', 'John', 'Mary', 'Paul'])} {dice.choice(_EN_NAMES)}son"
    half = range(_NOISE // 2)
    pages = [
        f"# Wares\n\nThe supplier of {ware} is {company}.",
        f"# History\n\n{company} was founded by {founder} in a garage.",
        *(
            f"# Minutes {n}\n\nMeeting {n} was about the leaflet of {ware}; nothing was decided."
            for n in half
        ),
        *(f"# News {n}\n\n{founder} spoke at conference number {n}." for n in half),
    ]
    return _World(pages, f"What is the connection between {ware} and {founder}?", (0, 1))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--worlds", type=int, default=60)
    worlds = parser.parse_args().worlds
    dice = random.Random(7)
    made = [(_chinese if at % 2 else _english)(at, dice) for at in range(worlds)]
    with tempfile.TemporaryDirectory() as folder, Parsers(workers=1) as parsers:
        home = Path(folder)
        store = Store.open(f"sqlite:///{home / 'weir.db'}")
        print(json.dumps(_measured(Knowledge(store, home, parsers), Graph(store), made)))
        store.close()


def _measured(knowledge: Knowledge, graph: Graph, made: Sequence[_World]) -> dict[str, float]:
    base = knowledge.create("worlds", "pr_1").id
    ids = [
        [knowledge.add_document(base, f"{at}-{n}.md", page.encode()).id for n, page in enumerate(world.pages)]
        for at, world in enumerate(made)
    ]
    for id in (id for world in ids for id in world):
        knowledge.ingest(id)
    without = _asked(knowledge, base, made, ids)
    began = time.process_time()
    size = graph.build(base)
    spent = time.process_time() - began
    within = _asked(knowledge, base, made, ids)
    chunks = sum(len(world.pages) for world in made)
    return {
        "chunks": chunks, "entities": size.entities, "edges": size.edges,
        "chunks_per_cpu_s": round(chunks / spent, 1), "entities_per_cpu_s": round(size.entities / spent, 1),
        "edges_per_cpu_s": round(size.edges / spent, 1), "both_at_4_text": without[0],
        "both_at_4_graph": within[0], "ms_text": without[1], "ms_graph": within[1], "n": len(made),
    }  # fmt: skip


def _asked(
    knowledge: Knowledge, base: str, made: Sequence[_World], ids: Sequence[Sequence[str]]
) -> tuple[float, float]:
    """Share of questions with both pages among the first, and the median milliseconds of a question."""
    right, times = 0, []
    for world, pages in zip(made, ids, strict=True):
        began = time.perf_counter()
        found = knowledge.retrieve(world.question, [base], _FIRST)
        times.append((time.perf_counter() - began) * 1000)
        right += {pages[at] for at in world.answers} <= {each.document_id for each in found}
    return round(right / len(made), 3), round(statistics.median(times), 1)


if __name__ == "__main__":
    main()
