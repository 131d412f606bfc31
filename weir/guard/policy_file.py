"""Reading policies: where a file is wrong is told with its line."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ValidationError

from weir.core.errors import error_kind
from weir.core.yaml import load_yaml
from weir.guard.policy import PACKS, Guidance, Policy

UNKNOWN = error_kind(
    "policy.unknown",
    404,
    en="There is no policy {name}.",
    zh="没有名为 {name} 的策略。",
    do_en="Use one of {known}, or the path of a policy file.",
    do_zh="请使用 {known} 之一，或策略文件的路径。",
)
UNREADABLE = error_kind(
    "policy.unreadable",
    400,
    en="The policy {name} is wrong in line {line}: {reason}",
    zh="策略 {name} 第 {line} 行有误：{reason}",
    do_en="Correct the line; the policy in use stays as it is.",
    do_zh="请修正该行；正在使用的策略保持不变。",
)

_Model = TypeVar("_Model", bound=BaseModel)


def policy_names() -> list[str]:
    """The policies that Weir brings along."""
    return sorted(path.stem for path in PACKS.glob("*.yaml"))


def load_policy(source: str | Path = "universal") -> Policy:
    """A policy by its name or its file. Raises `policy.unknown`, `policy.unreadable` (with the line)."""
    path = PACKS / f"{source}.yaml" if source in policy_names() else Path(source)
    if not path.is_file():
        raise UNKNOWN(name=str(source), known=", ".join(policy_names()))
    policy = read_model(path, Policy).in_folder(path.parent)
    for name, file in policy.files().items():
        if not file.is_file():
            raise UNREADABLE(name=path.name, line=1, reason=f"it names {name}, which is not there")
    return policy


def read_guidance(path: Path) -> Guidance:
    """A file of criteria and refusals. Raises `policy.unreadable`."""
    return read_model(path, Guidance)


def read_model(path: Path, model: type[_Model]) -> _Model:
    """A YAML file as a model; its errors name the line. Raises `policy.unreadable`."""
    try:
        text = path.read_text("utf-8")
        tree = yaml.compose(text, Loader=yaml.SafeLoader)
        return model.model_validate(load_yaml(text))
    except (OSError, UnicodeDecodeError) as error:
        raise UNREADABLE(name=path.name, line=1, reason=str(error)) from error
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 1 if mark else 1
        raise UNREADABLE(
            name=path.name, line=line, reason=getattr(error, "problem", None) or str(error)
        ) from error
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(map(str, first["loc"]))
        reason = f"{where}: {first['msg']}" if where else first["msg"]
        raise UNREADABLE(name=path.name, line=_line(tree, first["loc"]), reason=reason) from error


def _line(node: Any, location: Sequence[int | str]) -> int:
    """The line (from 1) of the deepest part of `location` that the file holds."""
    line = 1
    for step in location:
        if isinstance(node, yaml.MappingNode):
            pairs = {key.value: (key, value) for key, value in node.value}
            if step not in pairs:
                break
            key, node = pairs[step]
            line = key.start_mark.line + 1
        elif isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
            node = node.value[step]
            line = node.start_mark.line + 1
    return line
