"""What Weir installs: every direct dependency with version, licence, size and reason, and the totals."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path

import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from docs.reference_pages.markdown import code, head, page_of, table

ROOT = Path(__file__).parents[2]
_LEAD = """\
The packages that `pyproject.toml` names. Versions are those of `requirements/run.lock`, where every file
is pinned by its hash; licences come from the packages' metadata; sizes are of the installed files,
measured on Linux x86-64 with the environment's Python. Metadata holds no dates of release, so none are
given.
"""
_PINNED = re.compile(r"^([A-Za-z0-9][A-Za-z0-9._-]*==[^\\\n]+?)\s*\\?$", re.MULTILINE)


def page() -> str:
    return page_of(head("Dependencies", _LEAD), _totals(), _direct(), _largest(), _extras(), _rules())


def direct_names() -> list[str]:
    """The direct dependencies by their canonical names."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return sorted(canonicalize_name(Requirement(text).name) for text in project["dependencies"])


def extra_names() -> dict[str, list[str]]:
    """The direct dependencies of each extra, by their canonical names."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return {
        extra: sorted(canonicalize_name(Requirement(text).name) for text in texts)
        for extra, texts in project["optional-dependencies"].items()
    }


def reasons() -> dict[str, tuple[str, str]]:
    """Why each is there and what it replaced, by its canonical name."""
    text = Path(__file__).with_name("reasons.yaml").read_text(encoding="utf-8")
    pairs = {name: value.partition(" | ") for name, value in yaml.safe_load(text).items()}
    return {canonicalize_name(name): (why, instead) for name, (why, _, instead) in pairs.items()}


def locked() -> dict[str, str]:
    """Name and version of every package that the lock file installs on this machine."""
    text = (ROOT / "requirements" / "run.lock").read_text(encoding="utf-8")
    found = (Requirement(pinned) for pinned in _PINNED.findall(text))
    return {
        canonicalize_name(item.name): str(item.specifier).removeprefix("==")
        for item in found
        if item.marker is None or item.marker.evaluate()
    }


def _installed() -> Iterator[tuple[str, Distribution]]:
    for name in locked():
        try:
            yield name, distribution(name)
        except PackageNotFoundError:
            continue


def _totals() -> str:
    sizes = [_megabytes(each) for _, each in _installed()]
    text = (
        f"`make run` installs {len(sizes)} packages of {sum(sizes):.0f} MB altogether (the bounds are 130 "
        "packages and 1 GB). Tests and linters come on top in `make install`; the model that Weir carries is "
        "another 98 MB in the home folder."
    )
    return page_of("## Totals", text)


def _direct() -> str:
    pinned, why = locked(), reasons()
    rows = []
    for name in direct_names():
        each = distribution(name)
        reason, instead = why.get(name, ("", ""))
        rows.append(
            (code(name), pinned.get(name, ""), _licence(each), f"{_megabytes(each):.1f}", reason, instead)
        )
    columns = ("Package", "Version", "Licence", "MB", "Why it is there", "Instead of")
    return page_of("## Direct dependencies", table(columns, rows))


def _extras() -> str:
    why = reasons()
    rows = []
    for extra, names in extra_names().items():
        for name in names:
            each, (reason, instead) = distribution(name), why.get(name, ("", ""))
            size = f"{_megabytes(each):.1f}"
            rows.append((code(extra), code(name), each.version, _licence(each), size, reason, instead))
    text = "What only some need: `pip install 'weir[NAME]'`. The tests install all of them."
    columns = ("Extra", "Package", "Version", "Licence", "MB", "Why it is there", "Instead of")
    return page_of("## Extras", text, table(columns, rows))


def _largest() -> str:
    direct = set(direct_names())
    others = sorted(
        ((_megabytes(each), name) for name, each in _installed() if name not in direct), reverse=True
    )
    rows = [(code(name), f"{size:.1f}", _licence(distribution(name))) for size, name in others[:12]]
    text = "The largest of the packages that come with those above."
    return page_of("## What they bring along", text, table(("Package", "MB", "Licence"), rows))


def _rules() -> str:
    return page_of(
        "## Rules",
        "- No GPL or AGPL package, and none under a licence that forbids commercial use.\n"
        "- No package that nobody maintains any more.\n"
        "- PyTorch is no dependency.\n"
        "- A new dependency needs an entry in `docs/reference_pages/reasons.yaml`; a test fails without it.",
    )


def _licence(each: Distribution) -> str:
    """What the metadata says, shortest form first."""
    metadata = each.metadata
    if "License-Expression" in metadata:
        return metadata["License-Expression"]
    classified = [
        text.rpartition(" :: ")[2]
        for text in metadata.get_all("Classifier") or []
        if text.startswith("License :: OSI Approved :: ")
    ]
    stated = (metadata.get_all("License") or ["not stated"])[0]
    return ", ".join(classified) or stated.splitlines()[0][:60]


def _megabytes(each: Distribution) -> float:
    paths = (Path(str(file.locate())) for file in each.files or () if not str(file).endswith(".pyc"))
    return sum(path.stat().st_size for path in paths if path.is_file()) / 1e6
