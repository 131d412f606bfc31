"""The files of a Git branch, through the `git` command. Nothing of it is ever run or checked out."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from weir.knowledge.sources.contract import GONE, TOO_LARGE, UNREACHABLE, Content, Item
from weir.knowledge.sources.patterns import wanted
from weir.knowledge.sources.spec import GitSpec

_TIMEOUT_S = 600
_FILE_MODES = ("100644", "100755")
_SAFE = (
    "-c", "core.hooksPath=/dev/null",
    "-c", "http.followRedirects=false",
    "-c", "protocol.allow=never",
    "-c", "protocol.https.allow=always",
    "-c", "protocol.http.allow=always",
    "-c", "protocol.ssh.allow=always",
    "-c", "protocol.file.allow=always",
)  # fmt: skip


class Git:
    """A bare, shallow copy of one branch in a temporary folder; a file's version is the id of its blob."""

    def __init__(self, spec: GitSpec, max_bytes: int) -> None:
        self.spec = spec
        self.max_bytes = max_bytes
        self._blobs: dict[str, str] = {}
        self._copy = Path(tempfile.mkdtemp(prefix="weir-git-"))

    def items(self) -> Iterator[Item]:
        self._git("init", "--quiet", "--bare", ".")
        self._git("fetch", "--quiet", "--depth", "1", "--no-tags", "--", self.spec.url, self.spec.branch)
        changed = int(self._git("log", "-1", "--format=%ct", "FETCH_HEAD").strip() or 0) * 1000
        for entry in self._git("ls-tree", "-r", "-z", "FETCH_HEAD").split(b"\0"):
            head, _, name = entry.partition(b"\t")
            path = name.decode("utf-8", "replace")
            if head and head[:6].decode() in _FILE_MODES and self._takes(path):
                blob = head.split()[2].decode()
                self._blobs[path] = blob
                yield Item(path, PurePosixPath(path).name, blob, changed)

    def read(self, item: Item, known: str) -> Content | None:
        if item.version == known:
            return None
        blob = self._blobs.get(item.key)
        if blob is None:
            raise GONE(name=item.key, reason="not in the branch")
        if int(self._git("cat-file", "-s", blob)) > self.max_bytes:
            raise TOO_LARGE(name=item.key, limit=self.max_bytes)
        return Content(self._git("cat-file", "blob", blob), item.version, item.modified_at)

    def close(self) -> None:
        shutil.rmtree(self._copy, ignore_errors=True)

    def _takes(self, path: str) -> bool:
        folder = self.spec.folder.strip("/")
        return (not folder or path.startswith(folder + "/")) and wanted(path, self.spec.include)

    def _git(self, *arguments: str) -> bytes:
        environment = {**os.environ, "GIT_TERMINAL_PROMPT": "0", "GIT_CONFIG_NOSYSTEM": "1", "LC_ALL": "C"}
        command = ["git", *_SAFE, *arguments]
        try:
            done = subprocess.run(  # noqa: S603 - a fixed command; addresses stand behind `--`
                command, cwd=self._copy, env=environment, capture_output=True, timeout=_TIMEOUT_S, check=True,
                stdin=subprocess.DEVNULL,
            )  # fmt: skip
        except FileNotFoundError:
            raise UNREACHABLE(name=self.spec.url, reason="the command `git` is not installed") from None
        except subprocess.TimeoutExpired:
            raise UNREACHABLE(name=self.spec.url, reason=f"no answer in {_TIMEOUT_S} s") from None
        except subprocess.CalledProcessError as error:
            said = error.stderr.decode("utf-8", "replace").strip().splitlines()
            raise UNREACHABLE(name=self.spec.url, reason=said[-1] if said else "git failed") from None
        return done.stdout
