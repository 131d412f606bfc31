"""One document engine, alone in a process: `python benchmarks/readers.py ENGINE` (see `documents`).

Reads lines of JSON ``{"path", "rounds"}`` and answers each with ``{"markdown", "seconds", "cpu_seconds",
"resident_mb"}`` or ``{"error"}``: the best time of all rounds from the file to its Markdown, by the clock and
of processors (threads and child processes as well), and the peak memory so far of the reading process.
Only the standard library and the engine are imported: it runs anywhere.
"""

from __future__ import annotations

import json
import logging
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path

Read = Callable[[Path], str]


def docling() -> tuple[Read, Callable[[], float]]:
    """As its documentation shows; pages by their text layer: its models are on no package index."""
    from docling_rs import DocumentConverter

    converter = DocumentConverter(text_layer_only=True)
    return lambda path: str(converter.convert(str(path)).document.export_to_markdown()), own_peak


def docling_core() -> tuple[Read, Callable[[], float]]:
    """Its compiled part alone, which gives JSON and no Markdown: the floor of what its users wait for."""
    from docling_rs import DocumentConverter

    converter = DocumentConverter(text_layer_only=True)._inner
    return lambda path: str(converter.convert(str(path)).document_json), own_peak


def docvortex() -> tuple[Read, Callable[[], float]]:
    import docvortex
    from loguru import logger

    logger.remove()

    def read(path: Path) -> str:
        result = docvortex.parse(path)
        artifact = docvortex.render_artifact(result.middle_json, "markdown", assets=result.assets)
        content = artifact.content
        return content.decode("utf-8", "replace") if isinstance(content, bytes) else str(content)

    return read, own_peak


def markitdown() -> tuple[Read, Callable[[], float]]:
    from markitdown import MarkItDown

    converter = MarkItDown()
    return lambda path: str(converter.convert(path).markdown), own_peak


def weir() -> tuple[Read, Callable[[], float]]:
    """Through its pool, as a server uses it: one worker process, the memory is that of the worker."""
    from weir.documents import Parsers, to_markdown

    parsers = Parsers(workers=1)
    return lambda path: to_markdown(parsers.parse(path, path.name)), child_peak


ENGINES = {
    "weir": weir,
    "docling-rs": docling,
    "docling-rs core": docling_core,
    "docvortex": docvortex,
    "markitdown": markitdown,
}


def own_peak() -> float:
    """Peak resident memory of this process in MB."""
    return _peak("self")


def child_peak() -> float:
    """Peak resident memory of the largest child in MB."""
    children = Path("/proc/self/task").glob("*/children")
    return max((_peak(child) for path in children for child in path.read_text().split()), default=0.0)


def _peak(process: str) -> float:
    status = Path(f"/proc/{process}/status").read_text()
    return int(status.split("VmHWM:")[1].split()[0]) / 1024


def cpu_seconds(process: int) -> float:
    """Processor time of a process so far, with its threads (also those that ended) and children."""
    clock = (~process << 3) | 2  # what clock_getcpuclockid(3) gives on Linux
    children = (
        child
        for path in Path(f"/proc/{process}/task").glob("*/children")
        for child in path.read_text().split()
    )
    return time.clock_gettime(clock) + sum(cpu_seconds(int(child)) for child in children)


def _answer(read: Read, peak: Callable[[], float], path: Path, rounds: int) -> dict[str, object]:
    times, costs = [], []
    for _ in range(rounds):
        started, cost = time.perf_counter(), cpu_seconds(os.getpid())
        markdown = read(path)
        times.append(time.perf_counter() - started)
        costs.append(cpu_seconds(os.getpid()) - cost)
    return {
        "markdown": markdown,
        "seconds": min(times),
        "cpu_seconds": min(costs),
        "resident_mb": round(peak(), 1),
    }


def main() -> None:
    logging.disable(logging.CRITICAL)
    answers, sys.stdout = sys.stdout, sys.stderr  # engines print
    read, peak = ENGINES[sys.argv[1]]()
    for line in sys.stdin:
        job = json.loads(line)
        try:
            answer = _answer(read, peak, Path(job["path"]), job["rounds"])
        except BaseException as error:  # a panic of a Rust engine is no Exception
            answer = {"error": f"{type(error).__name__}: {error}"[:300]}
        print(json.dumps(answer), file=answers, flush=True)


if __name__ == "__main__":
    main()
