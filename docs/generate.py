"""Write the pages of `docs/reference`, and `docs/dependencies.md`, from the code: `python -m docs.generate`.

With ``--check`` nothing is written; the exit code is 1 when a reference page is not what the code says.
The page of dependencies is left out of the check: its sizes are measured, so they differ from machine to
machine.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

from docs.reference_pages import api, commands, configuration, dependencies, document_kinds, errors, risks

DOCS = Path(__file__).parent

REFERENCE: Mapping[str, Callable[[], str]] = {
    "reference/configuration.md": configuration.page,
    "reference/commands.md": commands.page,
    "reference/errors.md": errors.page,
    "reference/document-kinds.md": document_kinds.page,
    "reference/risks.md": risks.page,
    "reference/api.md": api.page,
}
MEASURED: Mapping[str, Callable[[], str]] = {"dependencies.md": dependencies.page}


def stale() -> list[str]:
    """The reference pages that the code has moved away from."""
    return [name for name, page in REFERENCE.items() if _present(DOCS / name) != page()]


def write() -> list[str]:
    """Write every page that has changed; their names."""
    changed = []
    for name, page in {**REFERENCE, **MEASURED}.items():
        text = page()
        if _present(DOCS / name) != text:
            (DOCS / name).write_text(text, encoding="utf-8")
            changed.append(name)
    return changed


def _present(path: Path) -> str | None:
    return path.read_text(encoding="utf-8") if path.exists() else None


def main() -> int:
    """Run the command; the exit code."""
    parser = argparse.ArgumentParser(description="Write the reference pages from the code.")
    parser.add_argument("--check", action="store_true", help="only say which pages are stale")
    if parser.parse_args().check:
        names = stale()
        for name in names:
            sys.stderr.write(f"docs/{name} is stale: run `make docs`\n")
        return 1 if names else 0
    for name in write():
        sys.stdout.write(f"wrote docs/{name}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
