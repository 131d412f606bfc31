"""What the gateway costs: `python -m benchmarks.gateway` (`make bench-gateway`).

A mock upstream in its own process is asked directly and through Weir, with keys, quota, guard, label, audit
and receipt on; beside it, in the same rounds, a bare passthrough without any of them and the `litellm` proxy
in a scratch environment of its own. Load, mock and gateway share the machine's cores, and the processor time
of each is told. Ends with one line of JSON.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from benchmarks import load
from benchmarks.processes import ROOT, cpu_seconds, resident_mb, upstream
from benchmarks.targets import Target, litellm, passthrough, weir

SWITCHABLE = ("screen_question", "recall", "retrieve", "ground", "screen_answer", "label", "record")
CORES = min(2, os.cpu_count() or 1)


def added_latency(direct: Target, through: Target, rounds: int = 9, requests: int = 300) -> dict[str, Any]:
    """Milliseconds added at one connection: direct and through in turns, the order turned each round."""
    differences: dict[str, list[float]] = {"p50": [], "p99": []}
    for n in range(rounds):
        pair = [direct, through] if n % 2 else [through, direct]
        outcomes = {target.name: target.run(stream=False, most=requests) for target in pair}
        for name, share in (("p50", 0.5), ("p99", 0.99)):
            difference = outcomes[through.name].percentile(share) - outcomes[direct.name].percentile(share)
            differences[name].append(difference)
    return {name: spread(values) for name, values in differences.items()}


class Rounds:
    """What the rounds of one target have shown."""

    def __init__(self, target: Target, upstream_pid: int) -> None:
        self.target = target
        self.upstream_pid = upstream_pid
        self.seen: dict[str, list[float]] = {}

    def run(self, *, stream: bool, seconds: float) -> None:
        """One more round: answers a second, the slowest hundredth, microseconds of processor an answer."""
        before = cpu_seconds(self.target.pid), cpu_seconds(self.upstream_pid), time.process_time()
        outcome = self.target.run(stream=stream, connections=self.target.connections, seconds=seconds)
        after = cpu_seconds(self.target.pid), cpu_seconds(self.upstream_pid), time.process_time()
        each = 1e6 / max(1, outcome.good)
        told = {
            "per_second": outcome.per_second,
            "p99_ms": outcome.percentile(0.99),
            "bad": outcome.bad,
            "own_us": (after[0][0] - before[0][0]) * each,
            "kernel_us": (after[0][1] - before[0][1]) * each,
            "upstream_us": (sum(after[1]) - sum(before[1])) * each,
            "load_us": (after[2] - before[2]) * each,
        }
        for name, value in told.items():
            self.seen.setdefault(name, []).append(value)

    def processor_us(self) -> list[float]:
        """Processor time of the target an answer, its own and the kernel's, by round."""
        return [sum(both) for both in zip(self.seen["own_us"], self.seen["kernel_us"], strict=True)]

    def told(self) -> dict[str, Any]:
        return {
            "connections": self.target.connections,
            **{name: spread(values) for name, values in self.seen.items()},
        }


def in_turns(
    targets: Sequence[Target], upstream_pid: int, *, stream: bool, seconds: float, rounds: int
) -> dict[str, Any]:
    """All targets under load, one after the other, round by round; who begins changes."""
    all_rounds = [Rounds(target, upstream_pid) for target in targets]
    for n in range(rounds):
        for place in range(len(all_rounds)):
            all_rounds[(n + place) % len(all_rounds)].run(stream=stream, seconds=seconds)
    return {each.target.name: each.told() for each in all_rounds}


def held_streams(pace_ms: float = 20, connections: int = 256) -> dict[str, Any]:
    """Many slow streams at once, and whether each brought every word."""
    with upstream(pace_ms) as (port, _), weir(port) as target:
        outcome = target.run(stream=True, connections=connections, most=1, seconds=60)
        return {
            "streams": connections,
            "whole": outcome.good,
            "bad": outcome.bad,
            "text_exact": load.text_of(outcome.sample) == load.TEXT,
            "first_ms_p99": round(sorted(outcome.first_ms)[int(len(outcome.first_ms) * 0.99) - 1], 1),
        }


def stage_prices(upstream_port: int, upstream_pid: int, seconds: float) -> dict[str, Any]:
    """Microseconds of processor time an answer that each stage costs: with and without it, in turns."""
    prices: dict[str, Any] = {}
    for stage in SWITCHABLE:
        with weir(upstream_port) as full, weir(upstream_port, off=(stage,)) as without:
            pair = [Rounds(target, upstream_pid) for target in (full, without)]
            for n in range(6):
                for each in pair if n % 2 else reversed(pair):
                    each.run(stream=False, seconds=seconds)
        costs = [each.processor_us() for each in pair]
        prices[stage] = spread([more - less for more, less in zip(*costs, strict=True)])
        print(f"  {stage}: {prices[stage]} microseconds", file=sys.stderr)
    return prices


def soak(target: Target, requests: int) -> dict[str, Any]:
    """Resident memory over many requests, in tenths of the way."""
    sizes = []
    for _ in range(10):
        target.run(stream=False, connections=32, most=requests // 320, seconds=600)
        sizes.append(round(resident_mb(target.pid), 1))
    return {"requests": requests, "resident_mb": sizes}


def spread(values: list[float]) -> dict[str, float]:
    """The median with the lowest and highest."""
    return {
        "median": round(statistics.median(values), 3),
        "low": round(min(values), 3),
        "high": round(max(values), 3),
    }


@contextmanager
def everybody(port: int, chosen: argparse.Namespace) -> Iterator[list[Target]]:
    """Weir, the bare passthrough and the peer, each also with a process a core where it can."""
    with ExitStack() as stack, tempfile.TemporaryDirectory() as folder:
        targets = [
            stack.enter_context(weir(port)),
            stack.enter_context(weir(port, workers=CORES)),
            stack.enter_context(passthrough(port, Path(folder) / "passthrough.log")),
        ]
        if not chosen.no_peer:
            for workers in (1, CORES):
                targets.append(stack.enter_context(litellm(port, chosen.peer_env, workers=workers)))
        yield targets


def measure(chosen: argparse.Namespace) -> dict[str, Any]:
    result: dict[str, Any] = {}
    with upstream() as (port, pid):
        direct = Target("direct", port, "none", "mock")
        with everybody(port, chosen) as targets:
            alone, together = targets[:2]
            result["idle_mb"] = {each.name: round(resident_mb(each.pid), 1) for each in targets}
            result["added"] = added_latency(direct, alone)
            how: dict[str, Any] = {"seconds": chosen.seconds, "rounds": chosen.rounds}
            result["plain"] = in_turns(targets, pid, stream=False, **how)
            result["streams"] = in_turns(targets, pid, stream=True, **how)
            report(result)
            if chosen.soak:
                result["soak"] = soak(alone, chosen.soak)
        result["held"] = held_streams()
        result["stages"] = {} if chosen.no_stages else stage_prices(port, pid, chosen.seconds / 2)
    report(result)
    peers = [each.name for each in targets[3:]]
    return {
        "added_ms": {name: value["median"] for name, value in result["added"].items()},
        "rps": rate(result["plain"], together.name),
        "streams_per_s": rate(result["streams"], together.name),
        "processes": CORES,
        "one_process": rates(result, alone.name),
        "bare_passthrough": rates(result, targets[2].name),
        "peer": rates(result, peers[0]) if peers else None,
        "peer_processes": rates(result, peers[1]) if peers else None,
        "stages": result["stages"],
        "details": result,
    }


def rates(result: dict[str, Any], name: str) -> dict[str, Any]:
    return {
        "name": name,
        "rps": rate(result["plain"], name),
        "streams_per_s": rate(result["streams"], name),
    }


def rate(rounds: dict[str, Any], name: str) -> float:
    return float(rounds[name]["per_second"]["median"])


def report(result: dict[str, Any]) -> None:
    print(json.dumps(result, indent=1), file=sys.stderr)


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--seconds", type=float, default=5, help="length of each round of load")
    options.add_argument("--rounds", type=int, default=5, help="rounds of load on each")
    options.add_argument(
        "--soak", type=int, default=200_000, help="requests of the memory run; 0 leaves it out"
    )
    options.add_argument("--no-peer", action="store_true", help="leave litellm out")
    options.add_argument("--no-stages", action="store_true", help="leave the price of each stage out")
    options.add_argument("--peer-env", type=Path, default=ROOT / "build" / "litellm-env")
    print(json.dumps(measure(options.parse_args())))


if __name__ == "__main__":
    main()
