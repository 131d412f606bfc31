"""A policy: which risks are active, what happens at which level, and what to say instead of silence.

Policies are versioned YAML files; `load_policy` reads them (`weir.guard.policy_file`). The models here state
the format; `Policy.model_json_schema()` is its JSON Schema.
"""

from __future__ import annotations

import hashlib
import re
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, PrivateAttr, field_validator, model_validator

from weir.core.errors import Language
from weir.guard.personal import NAMES
from weir.guard.verdict import Action, Level, Side

Score = Annotated[float, Field(ge=0, le=1)]
Identifier = Annotated[str, Field(pattern=r"^[a-zA-Z0-9][a-zA-Z0-9_.*-]*$")]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Text(_Part):
    """A text in both languages."""

    en: str = Field(min_length=1)
    zh: str = Field(min_length=1)

    def say(self, language: Language) -> str:
        return self.zh if language == "zh" else self.en


class Levels(_Part):
    """The action at each level of a risk."""

    low: Action = Action.PASS
    medium: Action = Action.PASS
    high: Action = Action.PASS

    def at(self, level: Level) -> Action:
        action: Action = getattr(self, level)
        return action


class Thresholds(_Part):
    """The score from which a finding counts as low, medium or high; below `low` it is not a finding."""

    low: Score = 0.3
    medium: Score = 0.5
    high: Score = 0.8

    def level(self, score: float) -> Level | None:
        """The level of a score; None below all of them."""
        if score >= self.high:
            return "high"
        if score >= self.medium:
            return "medium"
        return "low" if score >= self.low else None


class RiskRule(_Part):
    """What happens to a risk. With `topic` it holds for that topic of the risk alone, and goes before."""

    risk: Identifier
    topic: str | None = None
    input: Levels = Levels()
    output: Levels = Levels()
    thresholds: Thresholds | None = None

    def levels(self, side: Side) -> Levels:
        return self.input if side == "input" else self.output


class Criterion(Text):
    """A line for the model's instructions: how to answer well where a risk is near."""

    id: Identifier
    applies_to: tuple[str, ...] = Field(min_length=1, description="Topics or risk ids")


class Refusal(Text):
    """What to say instead of an answer, with the help that there is. ``*`` applies to everything else."""

    id: Identifier
    applies_to: tuple[str, ...] = Field(min_length=1, description="Topics or risk ids, or *")


class StandardAnswer(_Part):
    """An approved answer to known questions, within its dates (both included)."""

    id: Identifier
    questions: tuple[str, ...] = Field(min_length=1)
    answer: Text
    similarity: Score = Field(
        default=0.9, description="How alike a question must be; 1 asks for the same words"
    )
    valid_from: date | None = None
    valid_until: date | None = None
    approved_by: str = ""


class PersonalRules(_Part):
    """The action for each kind of personal data and side; ``*`` stands for the kinds not named."""

    input: dict[str, Action] = {"*": Action.PASS}
    output: dict[str, Action] = {"*": Action.PASS}

    @field_validator("input", "output")
    @classmethod
    def _known(cls, actions: dict[str, Action]) -> dict[str, Action]:
        unknown = set(actions) - set(NAMES) - {"*"}
        if unknown:
            raise ValueError(f"unknown kinds of personal data: {', '.join(sorted(unknown))}")
        return actions

    def action(self, kind: str, side: Side) -> Action:
        actions = self.input if side == "input" else self.output
        return actions.get(kind, actions.get("*", Action.PASS))


class StreamWindow(_Part):
    """How output is held back while it streams; counted in characters."""

    window: int = Field(default=120, ge=32, le=4000, description="The longest text checked as one piece")
    look_behind: int = Field(default=64, ge=0, le=4000, description="Text already out that is read again")
    unchecked: int = Field(
        default=0, ge=0, le=4000, description="Characters that may leave before their check"
    )


class LabelSettings(_Part):
    """The label of generated content (GB 45438-2025)."""

    position: Literal["start", "end", "none"] = "end"
    text: Text = Text(en="AI-generated content", zh="本内容由人工智能生成")

    @field_validator("text")
    @classmethod
    def _says_so(cls, text: Text) -> Text:
        if not re.search("人工智能|AI", text.zh) or not re.search("生成|合成", text.zh):
            raise ValueError("the Chinese label must name 人工智能 or AI, and 生成 or 合成 (GB 45438-2025)")
        return text


class Guidance(_Part):
    """A file of criteria and refusals that policies share."""

    name: str
    version: str
    criteria: tuple[Criterion, ...] = ()
    refusals: tuple[Refusal, ...] = ()


class Policy(_Part):
    """One version of what is allowed. `digest` covers the policy and every file that it names."""

    name: Identifier
    version: str = Field(min_length=1)
    title: Text
    description: Text
    lexicons: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()
    guidance: tuple[str, ...] = ()
    thresholds: Thresholds = Thresholds()
    terms_at_most: Level = Field(
        default="medium", description="The highest level that a term alone can reach"
    )
    risks: tuple[RiskRule, ...] = ()
    criteria: tuple[Criterion, ...] = ()
    refusals: tuple[Refusal, ...] = ()
    standard_answers: tuple[StandardAnswer, ...] = ()
    personal: PersonalRules = PersonalRules()
    stream: StreamWindow = StreamWindow()
    label: LabelSettings = LabelSettings()

    _folder: Path | None = PrivateAttr(default=None)

    @model_validator(mode="after")
    def _agrees(self) -> Policy:
        from weir.guard.contradictions import contradictions

        found = contradictions(self)
        if found:
            raise ValueError("; ".join(found))
        return self

    def files(self) -> dict[str, Path]:
        """Every file that the policy names, by its role and name."""
        folder = self._folder or PACKS
        return {
            f"{role}/{name}": _resolve(role, name, folder)
            for role, names in (
                ("lexicons", self.lexicons),
                ("rulesets", self.rules),
                ("guidance", self.guidance),
            )
            for name in names
        }

    @cached_property
    def digest(self) -> str:
        """SHA-256, as ``sha256:…``, over the policy and the contents of its files."""
        total = hashlib.sha256(self.model_dump_json().encode())
        for role, path in self.files().items():
            total.update(role.encode() + b"\0" + hashlib.sha256(path.read_bytes()).digest())
        return f"sha256:{total.hexdigest()}"

    def in_folder(self, folder: Path) -> Policy:
        """The policy with its relative file names resolved against a folder."""
        self._folder = folder
        return self


PACKS = Path(__file__).parent / "policies"
"""The policies that Weir brings along."""


def _resolve(role: str, name: str, folder: Path) -> Path:
    """A bare name is one of Weir's own files; a name with an ending is a file beside the policy."""
    return folder / name if "." in name else PACKS.parent / role / f"{name}.yaml"
