"""What the gateway's benchmark puts its questions to: the mock, Weir, a bare passthrough, and litellm."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
import venv
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks import load
from benchmarks.processes import free_port, listeners, running

WEIR = str(Path(sys.executable).parent / "weir")
LITELLM = "litellm[proxy]==1.106.2"


@dataclass
class Target:
    """Something that answers chat requests on a port, with the connections that it bears best."""

    name: str
    port: int
    key: str
    model: str
    pid: int = 0
    connections: int = 32

    def run(self, *, stream: bool, **how: Any) -> load.Outcome:
        request = load.request_bytes(self.port, self.key, self.model, stream=stream)
        return load.run(self.port, request, **how)


@contextmanager
def weir(upstream_port: int, *, off: tuple[str, ...] = (), workers: int = 1) -> Iterator[Target]:
    """Weir with the mock as its only remote model, on a fresh store."""
    with tempfile.TemporaryDirectory(prefix="weir-bench-") as folder:
        home, port = Path(folder), free_port()
        _command("models", "add", "mock/gpt", "--url", f"http://127.0.0.1:{upstream_port}/v1", home=home)
        key = _command("keys", "create", "bench", "--role", "builder", "--tier", "unlimited", home=home)
        env = {"WEIR_GATEWAY__STAGES_OFF": json.dumps(list(off))}
        command = [WEIR, "serve", "--home", str(home), "--port", str(port), "--workers", str(workers)]
        with running(command, f"http://127.0.0.1:{port}/healthz", env=env, log=home / "serve.log") as process:
            _until_all_listen(port, workers)
            name = f"weir, {workers} process{'es' if workers > 1 else ''}"
            target = Target(name, port, key["secret"], "mock/gpt", process.pid, 32 * workers)
            target.run(stream=False, most=20, connections=target.connections)  # warm
            target.run(stream=True, most=5, connections=target.connections)
            yield target


@contextmanager
def passthrough(upstream_port: int, log: Path) -> Iterator[Target]:
    """uvicorn and aiohttp without a single control: the most that this harness could show."""
    port = free_port()
    url = f"http://127.0.0.1:{upstream_port}/v1/chat/completions"
    command = [sys.executable, "-m", "benchmarks.passthrough", str(port), url]
    with running(command, f"http://127.0.0.1:{port}/", log=log) as process:
        yield Target("bare passthrough", port, "none", "mock", process.pid)


@contextmanager
def litellm(upstream_port: int, environment: Path, *, workers: int = 1) -> Iterator[Target]:
    """The peer: a master key, no database."""
    python = environment / "bin" / "python"
    if not python.exists():
        venv.create(environment, with_pip=True)
        subprocess.run([str(python), "-m", "pip", "install", "-q", LITELLM], check=True)
    with tempfile.TemporaryDirectory(prefix="weir-peer-") as folder:
        home, port, key = Path(folder), free_port(), "sk-bench-0123456789abcdef0123456789abcdef"
        (home / "config.yaml").write_text(json.dumps(_litellm_settings(upstream_port, key)))
        command = [str(environment / "bin" / "litellm"), "--config", str(home / "config.yaml")]
        command += ["--port", str(port), "--host", "127.0.0.1", "--num_workers", str(workers)]
        env = {"LITELLM_LOCAL_MODEL_COST_MAP": "True", "LITELLM_LOG": "ERROR", "NO_PROXY": "127.0.0.1"}
        url = f"http://127.0.0.1:{port}/health/liveliness"
        with running(command, url, env=env, log=home / "peer.log", wait_s=180) as process:
            name = f"litellm 1.106.2, {workers} process{'es' if workers > 1 else ''}"
            target = Target(name, port, key, "mock", process.pid, 16 * workers)
            for _ in range(3):  # its processes come up one after the other
                target.run(stream=False, most=5, connections=target.connections)
            yield target


def _litellm_settings(upstream_port: int, key: str) -> dict[str, Any]:
    parameters = {
        "model": "openai/mock",
        "api_base": f"http://127.0.0.1:{upstream_port}/v1",
        "api_key": "none",
    }
    return {
        "model_list": [{"model_name": "mock", "litellm_params": parameters}],
        "general_settings": {"master_key": key},
        "litellm_settings": {"telemetry": False},
    }


def _command(*arguments: str, home: Path) -> Any:
    """Run one `weir` command and read its JSON."""
    done = subprocess.run(
        [WEIR, *arguments, "--home", str(home), "--json"], capture_output=True, text=True, check=True
    )
    return json.loads(done.stdout)


def _until_all_listen(port: int, workers: int) -> None:
    until = time.monotonic() + 30
    while listeners(port) < workers:
        if time.monotonic() > until:
            raise RuntimeError(f"fewer than {workers} processes listen")
        time.sleep(0.05)
