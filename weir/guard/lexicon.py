"""Terms tagged by risk. A term names a subject; by itself it says little, so it only adds a score.

A lexicon is a YAML file (see `Lexicon.read`) or a CSV file with the columns ``term,risk,topic,level``.
A Latin term matches whole words in any case (``explosiv*`` matches every word that begins so); a Chinese
term must not cut through a word of the sentence (大麻 is not in 大麻烦).
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from weir.core.errors import error_kind
from weir.guard.normalise import normalise
from weir.guard.verdict import Level

UNREADABLE = error_kind(
    "guard.lexicon_unreadable",
    400,
    en="The lexicon {name} cannot be read: {reason}",
    zh="词库 {name} 无法读取：{reason}",
    do_en="Correct the file; the lexicon in use stays as it is.",
    do_zh="请修正文件；正在使用的词库保持不变。",
)

TERM_SCORES: dict[Level, float] = {"low": 0.3, "medium": 0.5, "high": 0.8}
"""The score of a term by its level, before the policy's `terms_at_most` caps it."""

_LEVELS = frozenset(TERM_SCORES)


@dataclass(frozen=True, slots=True)
class Term:
    """One folded term; `topic` groups terms that rules and criteria speak of together."""

    text: str
    risk: str
    topic: str
    level: Level


@dataclass(frozen=True, slots=True)
class Lexicon:
    """A named, versioned list of terms, and of phrases in which they mean something else (`allow`)."""

    name: str
    version: str
    terms: tuple[Term, ...]
    allow: tuple[str, ...] = ()

    @staticmethod
    def read(path: Path) -> Lexicon:
        """Read a lexicon file.

        The YAML form groups terms of one risk, topic and level::

            name: universal
            version: "1"
            terms:
              - {risk: ID, topic: weapons, level: medium, en: [bomb], zh: [炸弹]}
            allow: {en: [bath bomb], zh: []}

        Raises `guard.lexicon_unreadable`.
        """
        try:
            return _read_csv(path) if path.suffix == ".csv" else _read_yaml(path)
        except (OSError, ValueError, KeyError, TypeError, AttributeError, yaml.YAMLError) as error:
            raise UNREADABLE(name=path.name, reason=f"{type(error).__name__}: {error}") from error


def _read_yaml(path: Path) -> Lexicon:
    data = yaml.load(path.read_text("utf-8"), Loader=_LOADER)  # noqa: S506 - a safe loader, in C
    terms = tuple(term for group in data["terms"] for term in _group(group))
    allow = tuple(fold_term(text) for text in _by_language(data.get("allow", {})))
    return Lexicon(str(data["name"]), str(data["version"]), terms, allow)


def _group(group: dict[str, Any]) -> Iterator[Term]:
    for text in _by_language({key: group[key] for key in ("en", "zh") if key in group}):
        yield _term(text, group["risk"], group["topic"], group["level"])


def _by_language(texts: dict[str, list[str]]) -> list[str]:
    return [*texts.get("en", ()), *texts.get("zh", ())]


def _read_csv(path: Path) -> Lexicon:
    with path.open(encoding="utf-8-sig", newline="") as file:
        terms = tuple(
            _term(row["term"], row["risk"], row.get("topic") or row["risk"], row["level"])
            for row in csv.DictReader(file)
        )
    return Lexicon(path.stem, "1", terms)


def _term(text: str, risk: str, topic: str, level: str) -> Term:
    folded = fold_term(text)
    if not folded.strip("* "):
        raise ValueError(f"an empty term under {risk}")
    if level not in _LEVELS:
        raise ValueError(f"the term {text} has the level {level}; use low, medium or high")
    return Term(folded, risk, topic, level)


def fold_term(text: str) -> str:
    """A term as it is looked for: folded like the texts, with single spaces."""
    return " ".join(normalise(str(text)).text.split())


def harmless_rate(lexicon: Lexicon, texts: Iterable[str]) -> dict[str, float]:
    """The share of harmless `texts` that each term hits, highest first, with ``"*"`` for any term at all.

    For the warning before a lexicon is activated: a term that hits everything finds nothing.
    """
    from weir.guard.scanner import Scanner  # a scanner is built on lexicons

    scanner = Scanner((lexicon,), ())
    hits: dict[str, int] = {}
    total = touched = 0
    for text in texts:
        total += 1
        found = {term.text for term in scanner.terms(normalise(text).text)}
        touched += bool(found)
        for term in found:
            hits[term] = hits.get(term, 0) + 1
    rates = {term: count / total for term, count in sorted(hits.items(), key=lambda hit: -hit[1])}
    return {"*": touched / total if total else 0.0, **rates}


_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
