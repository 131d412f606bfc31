"""The taxonomy as typed data, read once from ``taxonomy.yaml``."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal

from weir.core.errors import Language, error_kind

Level = Literal["low", "medium", "high"]
"""How grave a finding is, in rising order."""

LEVELS: tuple[Level, ...] = ("low", "medium", "high")

_UNKNOWN = error_kind(
    "risks.unknown",
    404,
    en="There is no risk {id} in the taxonomy.",
    zh="风险分类中没有 {id}。",
    do_en="Use an id of the taxonomy, such as A1.1 or attack.override.",
    do_zh="请使用分类中的编号，例如 A1.1 或 attack.override。",
)


@dataclass(frozen=True, slots=True)
class Risk:
    """One kind of risk, a leaf of the taxonomy. Ids never change and are never used again."""

    id: str
    parent: str
    """The id of its class."""
    level: Level
    """How grave it is unless a policy says otherwise."""
    zh: str
    en: str
    about_zh: str
    about_en: str
    clause: str | None
    """The clause of TC260-003-2024 and GB/T 45654-2025, appendix A, such as ``A.1 a)``."""
    within: str | None
    """The standard's kind that this one is a case of, for kinds that the standard does not name."""
    owasp: tuple[str, ...]
    """OWASP Top 10 for LLM Applications 2025: ``LLM01`` to ``LLM10``."""
    hazards: tuple[str, ...]
    """MLCommons AILuminate 1.0 hazard codes, such as ``hte``."""
    eu: tuple[str, ...]
    """Provisions of the EU AI Act, such as ``Art. 15(5)``."""

    def name(self, language: Language = "en") -> str:
        return self.zh if language == "zh" else self.en

    def about(self, language: Language = "en") -> str:
        """One sentence on what belongs here."""
        return self.about_zh if language == "zh" else self.about_en


@dataclass(frozen=True, slots=True)
class RiskClass:
    """A class of risks: one of the standard's five, one of the three of attacks, or personal data."""

    id: str
    zh: str
    en: str
    about_zh: str
    about_en: str
    clause: str | None
    risks: tuple[Risk, ...]

    def name(self, language: Language = "en") -> str:
        return self.zh if language == "zh" else self.en


def classes() -> tuple[RiskClass, ...]:
    """Every class, in the order of the taxonomy."""
    return _taxonomy()


def risks() -> tuple[Risk, ...]:
    """Every risk, in the order of the taxonomy."""
    return tuple(_by_id().values())


def risk(id: str) -> Risk:
    """The risk with this id; raises ``risks.unknown``."""
    found = _by_id().get(id)
    if found is None:
        raise _UNKNOWN(id=id)
    return found


def children(id: str) -> tuple[Risk, ...]:
    """The risks of a class; raises ``risks.unknown``."""
    for group in classes():
        if group.id == id:
            return group.risks
    raise _UNKNOWN(id=id)


@cache
def _by_id() -> dict[str, Risk]:
    return {risk.id: risk for group in _taxonomy() for risk in group.risks}


@cache
def _taxonomy() -> tuple[RiskClass, ...]:
    import yaml  # here, so that importing the names costs nothing

    text = Path(__file__).with_name("taxonomy.yaml").read_text("utf-8")
    return tuple(_class(entry) for entry in yaml.load(text, Loader=yaml.CSafeLoader))


def _class(entry: dict[str, Any]) -> RiskClass:
    clause = entry.get("clause")
    risks = tuple(_risk(item, entry["id"], clause, n) for n, item in enumerate(entry.pop("risks")))
    return RiskClass(**{"clause": None, **entry, "risks": risks})


def _risk(item: dict[str, Any], parent: str, clause: str | None, position: int) -> Risk:
    letter = chr(ord("a") + position)  # the standard letters the kinds of a clause
    mappings = {name: tuple(item.get(name, ())) for name in ("owasp", "hazards", "eu")}
    fields = {"within": None, **item, **mappings, "clause": f"{clause} {letter})" if clause else None}
    return Risk(parent=parent, **fields)
