"""One file of weights, loaded by llama.cpp inside this process.

llama.cpp insists on an HTTP server of its own. Ours listens on a Unix socket whose file is removed as soon as
it is bound, so that nobody can reach it; a random key guards it as well (and is the only guard where a Unix
socket cannot be had).
"""

from __future__ import annotations

import os
import secrets
import tempfile
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from weir.core.errors import error_kind

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

BROKEN = error_kind(
    "model.broken",
    503,
    en="The weights of {name} could not be loaded.",
    zh="无法加载 {name} 的权重。",
    do_en="Check them with `weir models test {name}`; pull them again if the file is damaged.",
    do_zh="请用 `weir models test {name}` 检查；文件若已损坏，请重新拉取。",
)

_LONGEST_SOCKET_PATH = 100  # sun_path holds 108 bytes on Linux, 104 on macOS
_PREFILL_BATCH = 256  # tokens between two looks at whether the client is still there
_PROMPT_CACHE_MB = 128


@dataclass(frozen=True, slots=True)
class Adapter:
    """A LoRA adapter in GGUF, switched on per request by its name."""

    name: str
    path: Path


@dataclass(frozen=True, slots=True)
class Plan:
    """What to load and how: `context` is tokens for one request, `parallel` requests at once, `threads` CPU
    threads (0: those of the machine)."""

    name: str
    path: Path
    context: int = 4096
    parallel: int = 4
    threads: int = 0
    embedding: bool = False
    adapters: tuple[Adapter, ...] = ()


class Engine:
    """A loaded model. Its methods block and may be called from several threads; `pool` has one a slot."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.pool = ThreadPoolExecutor(plan.parallel, thread_name_prefix="weir-engine")
        self._server = _start(plan)

    def chat(self, body: dict[str, Any], on_chunk: Callable[[dict[str, Any]], bool]) -> None:
        """Stream the answer to `on_chunk`, which returns True to stop. A failure is a chunk with `error`."""
        self._server.handle_chat_completions(body, on_chunk)

    def embed(self, texts: list[str]) -> dict[str, Any]:
        """OpenAI's embeddings answer with base64 vectors, or a dict with an `error`."""
        answer: dict[str, Any] = self._server.handle_embeddings({"input": texts, "encoding_format": "base64"})
        return answer

    def close(self) -> None:
        """Free the memory. Requests in flight end first."""
        self.pool.shutdown(wait=True, cancel_futures=True)
        self._server = None  # llama.cpp frees everything when the last reference goes


def _llama() -> Any:
    """The library. Its OpenMP threads must sleep while they wait: when they spin, as they do by default, and
    something else wants the cores too, generating was measured 20 to 40 times slower."""
    os.environ.setdefault("OMP_WAIT_POLICY", "passive")  # read when libgomp is loaded, by this import
    import xllamacpp

    return xllamacpp


def _start(plan: Plan) -> Any:
    llama = _llama()
    with tempfile.TemporaryDirectory(prefix="weir-") as folder:
        params = _params(llama, plan)
        socket = str(Path(folder) / "engine.sock")
        if os.name == "posix" and len(socket) < _LONGEST_SOCKET_PATH:
            params.hostnames = [socket]
        try:
            server = llama.Server(params)
        except RuntimeError:
            raise BROKEN(name=plan.name) from None
    # An answer that went through its queue shows that the queue turns. One that is told to end before that
    # never hears it, and whoever frees the server waits for it for ever, the interpreter's lock in hand.
    server.handle_metrics()
    return server


def _params(llama: Any, plan: Plan) -> Any:
    params = llama.CommonParams()
    params.model.path = str(plan.path)
    params.n_parallel = plan.parallel
    params.n_ctx = plan.context * plan.parallel  # llama.cpp divides it among the slots
    params.cpuparams.n_threads = plan.threads or usable_cores()
    params.api_keys = [secrets.token_urlsafe(32)]
    params.ui = params.endpoint_slots = False
    params.endpoint_metrics = True
    params.verbosity = -1
    params.cache_ram_mib = _PROMPT_CACHE_MB
    params.n_batch = params.n_ubatch = _PREFILL_BATCH
    if plan.embedding:
        params.embedding = True
        params.pooling_type = llama.llama_pooling_type.LLAMA_POOLING_TYPE_MEAN
        params.n_batch = params.n_ubatch = params.n_ctx
        params.warmup = False
    if plan.adapters:
        params.lora_adapters = [_lora(llama, adapter) for adapter in plan.adapters]
    return params


def _lora(llama: Any, adapter: Adapter) -> Any:
    info = llama.CommonAdapterLoraInfo()
    info.path = str(adapter.path)
    info.scale = 0.0  # off unless a request asks for it
    return info


def usable_cores() -> int:
    """The cores that this process may use, at most 16: more do not help models of this size."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return min(cores, 16)


def vectors(answer: dict[str, Any]) -> NDArray[np.float32]:
    """The rows of an embeddings answer, in the order of the texts."""
    import base64

    import numpy as np

    rows = sorted(answer["data"], key=lambda row: row["index"])
    return np.stack([np.frombuffer(base64.b64decode(row["embedding"]), dtype="<f4") for row in rows])
