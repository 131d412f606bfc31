"""What the gateway costs: `python -m benchmarks.gateway` (`make bench-gateway`).

A mock upstream in its own process, called directly and through Weir in turns, with keys, quota, guard, label,
audit and receipt on; then the same load on the `litellm` proxy in a scratch environment of its own. The load,
the gateway and the upstream share the machine's cores. Ends with one line of JSON.
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
import venv
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks import load
from benchmarks.processes import ROOT, free_port, resident_mb, running, upstream

WEIR = str(Path(sys.executable).parent / "weir")
LITELLM = "litellm[proxy]==1.106.2"
SWITCHABLE = ("screen_question", "recall", "retrieve", "ground", "screen_answer", "label", "record")


@dataclass
class Target:
    """Something that answers chat requests on a port."""

    name: str
    port: int
    key: str
    model: str
    pid: int = 0

    def run(self, *, stream: bool, **how: Any) -> load.Outcome:
        request = load.request_bytes(self.port, self.key, self.model, stream=stream)
        return load.run(self.port, request, **how)


def weir(*arguments: str, home: Path) -> Any:
    """Run one `weir` command and read its JSON."""
    done = subprocess.run(
        [WEIR, *arguments, "--home", str(home), "--json"], capture_output=True, text=True, check=True
    )
    return json.loads(done.stdout)


@contextmanager
def weir_server(upstream_port: int, off: tuple[str, ...] = ()) -> Iterator[Target]:
    """Weir with the mock as its only remote model, on a fresh store."""
    with tempfile.TemporaryDirectory(prefix="weir-bench-") as folder:
        home, port = Path(folder), free_port()
        weir("models", "add", "mock/gpt", "--url", f"http://127.0.0.1:{upstream_port}/v1", home=home)
        key = weir("keys", "create", "bench", "--role", "builder", "--tier", "unlimited", home=home)["secret"]
        env = {"WEIR_GATEWAY__STAGES_OFF": json.dumps(list(off))}
        command = [WEIR, "serve", "--home", str(home), "--port", str(port)]
        with running(command, f"http://127.0.0.1:{port}/healthz", env=env, log=home / "serve.log") as process:
            target = Target("weir", port, key, "mock/gpt", process.pid)
            target.run(stream=False, most=200)  # warm
            target.run(stream=True, most=50)
            yield target


@contextmanager
def litellm_server(upstream_port: int, environment: Path) -> Iterator[Target]:
    """The peer: one worker, a master key, no database."""
    python = environment / "bin" / "python"
    if not python.exists():
        venv.create(environment, with_pip=True)
        subprocess.run([str(python), "-m", "pip", "install", "-q", LITELLM], check=True)
    with tempfile.TemporaryDirectory(prefix="weir-peer-") as folder:
        home, port, key = Path(folder), free_port(), "sk-bench-0123456789abcdef0123456789abcdef"
        settings = {
            "model_list": [
                {
                    "model_name": "mock",
                    "litellm_params": {
                        "model": "openai/mock",
                        "api_base": f"http://127.0.0.1:{upstream_port}/v1",
                        "api_key": "none",
                    },
                }
            ],
            "general_settings": {"master_key": key},
            "litellm_settings": {"telemetry": False},
        }
        (home / "config.yaml").write_text(json.dumps(settings))
        command = [str(environment / "bin" / "litellm"), "--config", str(home / "config.yaml")]
        command += ["--port", str(port), "--host", "127.0.0.1", "--num_workers", "1"]
        env = {"LITELLM_LOCAL_MODEL_COST_MAP": "True", "LITELLM_LOG": "ERROR", "NO_PROXY": "127.0.0.1"}
        url = f"http://127.0.0.1:{port}/health/liveliness"
        with running(command, url, env=env, log=home / "peer.log", wait_s=180) as process:
            target = Target("litellm 1.106.2", port, key, "mock", process.pid)
            target.run(stream=False, most=20)
            yield target


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


def throughput(
    target: Target, *, stream: bool, connections: int = 32, seconds: float = 5, rounds: int = 3
) -> dict[str, Any]:
    """Answers a second, and how long the slowest hundredth took."""
    outcomes = [target.run(stream=stream, connections=connections, seconds=seconds) for _ in range(rounds)]
    bad = sum(outcome.bad for outcome in outcomes)
    return {
        "per_second": spread([outcome.per_second for outcome in outcomes]),
        "p99_ms": spread([outcome.percentile(0.99) for outcome in outcomes]),
        "bad": bad,
    }


def held_streams(pace_ms: float = 20, connections: int = 256) -> dict[str, Any]:
    """Many slow streams at once, and whether each brought every word."""
    with (
        tempfile.TemporaryDirectory() as folder,
        upstream(Path(folder) / "mock.log", pace_ms) as port,
        weir_server(port) as target,
    ):
        outcome = target.run(stream=True, connections=connections, most=1, seconds=60)
        return {
            "streams": connections,
            "whole": outcome.good,
            "bad": outcome.bad,
            "text_exact": load.text_of(outcome.sample) == load.TEXT,
            "first_ms_p99": round(sorted(outcome.first_ms)[int(len(outcome.first_ms) * 0.99) - 1], 1),
        }


def stage_prices(upstream_port: int, seconds: float) -> dict[str, Any]:
    """Microseconds of work a request that each stage costs: throughput with and without it, in turns."""
    prices: dict[str, Any] = {}
    for stage in SWITCHABLE:
        saved = []
        with weir_server(upstream_port) as full, weir_server(upstream_port, (stage,)) as without:
            for n in range(4):
                pair = [full, without] if n % 2 else [without, full]
                per_second = {
                    id(target): target.run(stream=False, connections=16, seconds=seconds).per_second
                    for target in pair
                }
                saved.append(1e6 / per_second[id(full)] - 1e6 / per_second[id(without)])
        prices[stage] = spread(saved)
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


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--seconds", type=float, default=5, help="length of each throughput round")
    options.add_argument(
        "--soak", type=int, default=200_000, help="requests of the memory run; 0 leaves it out"
    )
    options.add_argument("--no-peer", action="store_true", help="leave litellm out")
    options.add_argument("--no-stages", action="store_true", help="leave the price of each stage out")
    options.add_argument("--peer-env", type=Path, default=ROOT / "build" / "litellm-env")
    chosen = options.parse_args()
    print(json.dumps(measure(chosen)))


def measure(chosen: argparse.Namespace) -> dict[str, Any]:
    result: dict[str, Any] = {}
    with tempfile.TemporaryDirectory() as folder, upstream(Path(folder) / "mock.log") as port:
        direct = Target("direct", port, "none", "mock")
        with weir_server(port) as target:
            result["idle_mb"] = round(resident_mb(target.pid), 1)
            result["added"] = added_latency(direct, target)
            result["plain"] = throughput(target, stream=False, seconds=chosen.seconds)
            result["streams"] = throughput(target, stream=True, seconds=chosen.seconds)
            report(result)
            if chosen.soak:
                result["soak"] = soak(target, chosen.soak)
                report(result)
        result["held"] = held_streams()
        result["peer"] = None if chosen.no_peer else peer(direct, port, chosen)
        result["stages"] = {} if chosen.no_stages else stage_prices(port, chosen.seconds / 2)
    return {
        "added_ms": {name: value["median"] for name, value in result["added"].items()},
        "rps": result["plain"]["per_second"]["median"],
        "streams_per_s": result["streams"]["per_second"]["median"],
        "peer": result["peer"],
        "stages": result["stages"],
        "details": result,
    }


def peer(direct: Target, port: int, chosen: argparse.Namespace) -> dict[str, Any]:
    """The same questions put to litellm, with the load that it bears best."""
    with litellm_server(port, chosen.peer_env) as target:
        added = added_latency(direct, target, rounds=5, requests=100)
        plain = throughput(target, stream=False, seconds=chosen.seconds, connections=16)
        streams = throughput(target, stream=True, seconds=chosen.seconds, connections=16)
    return {
        "name": target.name,
        "rps": plain["per_second"]["median"],
        "streams_per_s": streams["per_second"]["median"],
        "added_ms": {name: value["median"] for name, value in added.items()},
        "p99_ms": {"plain": plain["p99_ms"], "streams": streams["p99_ms"]},
    }


def report(result: dict[str, Any]) -> None:
    print(json.dumps(result, indent=1), file=sys.stderr)


if __name__ == "__main__":
    main()
