"""One worker process, seen from the server: start it, give it a file, wait no longer than allowed, end it."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from typing import Any

import orjson

from weir.documents.wire import FOLDER_PREFIX, HEADER, frame

_START_TIMEOUT_S = 60.0
_PROGRAM = "import sys; from weir.documents.worker import main; main(int(sys.argv[1]))"
_KEPT_OF_STDERR = 4000


class WorkerLate(Exception):
    """The worker did not answer in time."""


class WorkerGone(Exception):
    """The worker ended, or sent what is no answer. The text is what it left on standard error."""

    def __init__(self, reason: str, last_words: str = "") -> None:
        super().__init__(reason)
        self.reason = reason
        self.last_words = last_words


class WorkerProcess:
    """A process of its own group with a private folder, no terminal, and none of our environment or files.

    `answered` counts the files that it has read. All methods are for one thread at a time, except `kill`.
    """

    def __init__(self) -> None:
        self.answered = 0
        self.folder = tempfile.mkdtemp(prefix=FOLDER_PREFIX)
        self._stderr = tempfile.TemporaryFile()  # noqa: SIM115 - closed by `_release`
        self._channel, other = socket.socketpair()
        try:
            self.process = subprocess.Popen(  # noqa: S603 - our own program and nothing from outside
                [sys.executable, "-s", "-B", "-c", _PROGRAM, str(other.fileno())],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=self._stderr,
                pass_fds=[other.fileno()],
                cwd=self.folder,
                env=_environment(self.folder),
                start_new_session=True,
            )
        except BaseException:
            self._release()
            raise
        finally:
            other.close()

    def wait_until_ready(self) -> None:
        """Wait for the first sign of life; raises `WorkerGone` when it cannot start."""
        self._receive(time.monotonic() + _START_TIMEOUT_S, 1 << 16)

    def read(
        self, message: dict[str, Any], file: int, deadline: Callable[[dict[str, Any]], float], most: int
    ) -> dict[str, Any]:
        """Send a job with the descriptor of its file and wait for the answer of at most `most` bytes.

        `deadline` is asked again for each note that the worker sends on its way and gives the
        `time.monotonic()` until which to wait. Raises `WorkerLate` or `WorkerGone`.
        """
        try:
            self._channel.settimeout(_START_TIMEOUT_S)
            socket.send_fds(self._channel, [frame(message)], [file])
        except OSError as error:
            raise self._gone("it ended before the file reached it") from error
        until = deadline({})
        while True:
            answer = self._receive(until, most)
            if "parser" not in answer:
                self.answered += 1
                return answer
            until = deadline(answer)

    def kill(self) -> None:
        """End the worker and everything that it started."""
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self.process.pid, signal.SIGKILL)

    def close(self) -> None:
        """Kill, wait for the end so that no zombie is left, and remove its folder."""
        self.kill()
        self.process.wait()
        self._release()

    def _release(self) -> None:
        self._channel.close()
        self._stderr.close()
        shutil.rmtree(self.folder, ignore_errors=True)

    def _receive(self, until: float, most: int) -> dict[str, Any]:
        size = HEADER.unpack(self._exactly(HEADER.size, until))[0]
        if size > most:
            raise self._gone(f"its answer of {size} bytes is too long")
        try:
            message = orjson.loads(self._exactly(size, until))
        except orjson.JSONDecodeError as error:
            raise self._gone("its answer cannot be read") from error
        if not isinstance(message, dict):
            raise self._gone("its answer has the wrong shape")
        return message

    def _exactly(self, size: int, until: float) -> bytes:
        data = bytearray()
        while len(data) < size:
            left = until - time.monotonic()
            if left <= 0:
                raise WorkerLate
            self._channel.settimeout(left)
            try:
                piece = self._channel.recv(min(size - len(data), 1 << 20))
            except TimeoutError:
                raise WorkerLate from None
            except OSError as error:
                raise self._gone("its connection broke") from error
            if not piece:
                raise self._gone(self._ending())
            data += piece
        return bytes(data)

    def _ending(self) -> str:
        """How the process ended, in words."""
        try:
            code = self.process.wait(timeout=5)
        except subprocess.TimeoutExpired:
            return "it closed its connection"
        return f"signal {signal.Signals(-code).name}" if code < 0 else f"exit status {code}"

    def _gone(self, reason: str) -> WorkerGone:
        try:
            size = self._stderr.seek(0, os.SEEK_END)
            self._stderr.seek(max(size - _KEPT_OF_STDERR, 0))
            last_words = self._stderr.read().decode("utf-8", "replace")
        except (OSError, ValueError):
            last_words = ""
        return WorkerGone(reason, last_words)


def _environment(folder: str) -> dict[str, str]:
    """What a worker needs to find the code and nothing else: keys and proxies in our environment stay here.

    One thread an engine: several files are read side by side, and each thread costs address space.
    """
    one = dict.fromkeys(("OMP_NUM_THREADS", "RAYON_NUM_THREADS", "OPENBLAS_NUM_THREADS"), "1")
    path = os.pathsep.join(entry for entry in sys.path if entry)
    return {
        **one,
        "PYTHONPATH": path,
        "PYTHONUTF8": "1",
        "LANG": "C.UTF-8",
        "HOME": folder,
        "TMPDIR": folder,
        "PATH": "/usr/bin:/bin",
        "MALLOC_ARENA_MAX": "2",
    }
