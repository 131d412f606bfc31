"""What an app is: a published assistant, written as a YAML file that people can read, diff and roll back."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Annotated, Any, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from weir.core.errors import Language, error_kind
from weir.core.yaml import YAMLError, load_yaml

INVALID = error_kind(
    "app.invalid",
    422,
    en="The app file is not valid: {reason}.",
    zh="应用文件无效：{reason}。",
    do_en="Correct the named field; `weir apps schema` prints the schema.",
    do_zh="请修正所指字段；`weir apps schema` 可打印模式定义。",
)

Name = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{0,62}$")]


class Text(BaseModel):
    """One text in both languages."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    zh: str
    en: str

    def of(self, language: Language) -> str:
        return self.zh if language == "zh" else self.en


class Suggestions(BaseModel):
    """Questions that a person may start with."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    zh: tuple[str, ...] = ()
    en: tuple[str, ...] = ()


class App(BaseModel):
    """An assistant: a model that answers from knowledge bases under a policy. Callable as ``app/<name>``."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    weir: Literal["app/1"] = Field("app/1", description="Schema of this file.")
    kind: Literal["assistant"] = "assistant"
    name: Name
    title: Text
    description: Text
    model: str = Field("default", description="Model name, or `default` for the operator's default.")
    knowledge_bases: tuple[str, ...] = Field((), description="Ids or names of the bases it answers from.")
    policy: str = Field("default", description="Policy name, or `default` for the operator's policy.")
    prompt: Text | None = Field(None, description="What the model is told about its job.")
    suggestions: Suggestions = Suggestions()
    evidence: int = Field(12, ge=1, le=50, description="How many chunks are retrieved for a question.")
    grounded: bool = Field(True, description="Answer only what the knowledge bases support.")

    @property
    def digest(self) -> str:
        """SHA-256 of the file in its canonical form."""
        return hashlib.sha256(to_yaml(self).encode()).hexdigest()


def from_yaml(text: str) -> App:
    """Read an app. A file that does not fit raises `app.invalid` naming the line or the field."""
    try:
        raw: Any = load_yaml(text)
        return App.model_validate(raw)
    except YAMLError as problem:
        raise INVALID(reason=str(problem).replace("\n", " ")) from None
    except RecursionError:
        raise INVALID(reason="it is nested too deeply") from None
    except ValidationError as problem:
        first = problem.errors()[0]
        where = ".".join(str(part) for part in first["loc"]) or "file"
        raise INVALID(reason=f"{where}: {first['msg']}") from None


def to_yaml(app: App) -> str:
    """Write an app with its keys in the order of the schema."""
    return yaml.safe_dump(app.model_dump(mode="json"), allow_unicode=True, sort_keys=False, width=100)


def from_file(path: Path) -> App:
    """`from_yaml` of a file; one that cannot be read raises `app.invalid` too."""
    try:
        return from_yaml(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as problem:
        raise INVALID(reason=f"{path.name} cannot be read: {problem}") from None
