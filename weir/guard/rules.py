"""Rules: readable patterns of attack, and intents composed of act, object and the will to do it.

Rules live in YAML files with examples of what they flag and what they let pass; the tests run the examples.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from weir.core.errors import error_kind
from weir.core.yaml import YAMLError, load_yaml
from weir.guard.verdict import Side

UNREADABLE = error_kind(
    "guard.rules_unreadable",
    400,
    en="The rules {name} cannot be read: {reason}",
    zh="规则 {name} 无法读取：{reason}",
    do_en="Correct the file; the rules in use stay as they are.",
    do_zh="请修正文件；正在使用的规则保持不变。",
)

Score = Annotated[float, Field(ge=0, le=1)]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Words(_Part):
    """Words in both languages; `topics` adds every term of the lexicons under those topics."""

    en: tuple[str, ...] = ()
    zh: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()


class Examples(_Part):
    """What the rule must flag and what it must let pass."""

    flag: tuple[str, ...] = ()
    let: tuple[str, ...] = ()


class PatternRule(_Part):
    """A regular expression over folded text, tried only where one of its trigger words stands.

    It sees `reach` characters on both sides of the trigger; quantifiers should be bounded.
    """

    id: str
    risk: str
    note: str
    score: Score
    triggers: tuple[str, ...] = Field(min_length=1)
    pattern: str
    reach: int = Field(default=160, ge=10, le=1000)
    sides: tuple[Side, ...] = ("input", "output")
    topic: str = "attack"
    examples: Examples = Examples()

    @field_validator("pattern")
    @classmethod
    def _compiles(cls, pattern: str) -> str:
        re.compile(pattern, re.VERBOSE)
        return pattern


class Scores(_Part):
    """`asked`: object, act and the will to do it; `named`: object and act only."""

    asked: Score = 0.9
    named: Score = 0.5


class IntentRule(_Part):
    """An act upon an object, within `near` characters and one sentence, and whether somebody asks to do it.

    `unless` names what makes it harmless; it counts within `near` too. On the output side the will shows in
    steps that are given.
    """

    id: str
    risk: str
    topic: str
    note: str
    objects: Words
    acts: Words
    unless: Words = Words()
    near: int = Field(default=30, ge=1, le=200)
    scores: Scores = Scores()
    sides: tuple[Side, ...] = ("input", "output")
    examples: Examples = Examples()


class RuleSet(_Part):
    """One file of rules. `asks` are the words of wanting to do, `steps` those of telling how."""

    name: str
    version: str
    asks: Words = Words()
    steps: Words = Words()
    patterns: tuple[PatternRule, ...] = ()
    intents: tuple[IntentRule, ...] = ()

    @staticmethod
    def read(path: Path) -> RuleSet:
        """Read a file of rules. Raises `guard.rules_unreadable`."""
        try:
            return RuleSet.model_validate(load_yaml(path.read_text("utf-8")))
        except (OSError, ValidationError, YAMLError, re.error) as error:
            raise UNREADABLE(name=path.name, reason=str(error)) from error
