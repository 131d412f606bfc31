"""A real server in a process of its own, and what its tests say to it and expect of it."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx2

NOTICE = "AI-generated content"
WORDS = "".join(f"word{n} " for n in range(20))
TOOLS: list[Any] = [
    {
        "type": "function",
        "function": {
            "name": "weather",
            "parameters": {"type": "object", "properties": {"city": {"type": "string"}}},
        },
    }
]
WEIR = str(Path(sys.executable).parent / "weir")


@dataclass
class Server:
    """A running server, who may enter it, and what it holds."""

    url: str
    home: Path
    secrets: dict[str, str]
    ids: dict[str, str]
    process: subprocess.Popen[str]
    store_url: str = ""

    def client(self, who: str | None = None, **headers: str) -> httpx2.Client:
        if who is not None:
            headers["Authorization"] = f"Bearer {self.secrets[who]}"
        return httpx2.Client(base_url=self.url, headers=headers, timeout=30, trust_env=False)

    def ask(self, question: str, who: str = "user", model: str = "said/text", **more: Any) -> Any:
        """A whole chat completion, as JSON."""
        body = {"model": model, "messages": [{"role": "user", "content": question}], **more}
        with self.client(who) as client:
            return client.post("/v1/chat/completions", json=body).raise_for_status().json()


@contextmanager
def serving(home: Path, log: Path, store_url: str = "") -> Iterator[tuple[str, subprocess.Popen[str]]]:
    """`weir serve` on a free port: its address and its process, which is stopped at the end."""
    with log.open("ab") as errors:
        process = subprocess.Popen(
            [WEIR, "serve", "--home", str(home), "--port", "0"],
            stdout=subprocess.PIPE,
            stderr=errors,
            text=True,
            env={**os.environ, "LANG": "C.UTF-8", "WEIR_STORE__URL": store_url},
        )
    try:
        assert process.stdout
        found = re.search(r"http://[\d.:]+", process.stdout.readline())
        assert found, log.read_text()
        url = found[0]
        yield url, process
    finally:
        process.terminate()
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def bare(text: str | None) -> str:
    """The text without the notice that the policy may put at its end."""
    return (text or "").removesuffix(f"\n\n{NOTICE}")
