"""Where sources may reach: any place for whoever works at the command line, else those of the settings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path

from weir.knowledge.sources.contract import NOT_ALLOWED
from weir.knowledge.sources.spec import Spec, folder_of, hosts_of


@dataclass(frozen=True, slots=True)
class Permission:
    """`hosts` are names or patterns such as ``*.example.org``; `folders` are read with what is below them."""

    hosts: Sequence[str] = ()
    folders: Sequence[Path] = ()
    anything: bool = False

    def check(self, spec: Spec) -> None:
        """Raise ``source.not_allowed`` for a place that is neither named nor below one that is."""
        for host in hosts_of(spec):
            self.check_host(host)
        folder = folder_of(spec)
        if folder is not None and not self._holds(folder):
            raise NOT_ALLOWED(place=str(folder))

    def check_host(self, host: str) -> None:
        if not self.anything and not any(fnmatchcase(host.lower(), known.lower()) for known in self.hosts):
            raise NOT_ALLOWED(place=host or "?")

    def _holds(self, folder: Path) -> bool:
        real = folder.resolve()
        return self.anything or any(real.is_relative_to(root.resolve()) for root in self.folders)
