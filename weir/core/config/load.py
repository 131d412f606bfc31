"""Gather settings from flags, environment and file, and say where a bad one came from."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from weir.core.config.reference import config_keys, env_name
from weir.core.config.settings import Config
from weir.core.errors import WeirError, error_kind

CONFIG_INVALID = error_kind(
    "config.invalid",
    400,
    en="The setting {key} from {source} is not valid: {problem}.",
    zh="配置项 {key}（来自 {source}）无效：{problem}。",
    do_en="Allowed: {allowed}.",
    do_zh="允许的取值：{allowed}。",
)

_Values = dict[str, tuple[Any, str]]  # dotted key -> value, where it came from


def load_config(
    flags: Mapping[str, Any] | None = None, env: Mapping[str, str] | None = None, file: Path | None = None
) -> Config:
    """Merge flag > environment > file > default into a `Config`.

    `flags` maps dotted keys (``server.port``) to values; a flag that is None was not given. `env` is the
    environment (nothing is read from `os.environ` here). `file` must exist when it is named; without it
    ``<home>/weir.yaml`` is read if it is there. Raises ``config.invalid`` naming key, source and what is
    allowed.
    """
    given = {**_from_env(env or {}), **_from_flags(flags or {})}
    values = {**_from_file(file, _home(given)), **given}
    for key, (_, source) in values.items():
        _require_known(key, source)
    try:
        return Config.model_validate(_nest(values))
    except ValidationError as error:
        raise _explain(error, values) from None


def _home(given: _Values) -> Path:
    value = given.get("home", (Config.model_fields["home"].default, ""))[0]
    return Path(value).expanduser()


def _from_flags(flags: Mapping[str, Any]) -> _Values:
    return {key: (value, f"flag --{key}") for key, value in flags.items() if value is not None}


def _from_env(env: Mapping[str, str]) -> _Values:
    values: _Values = {}
    known = {key.env: key for key in config_keys()}
    for name, text in env.items():
        if not name.startswith("WEIR_"):
            continue
        if name in known or "__" in name:
            key = name.removeprefix("WEIR_").lower().replace("__", ".")
            values[key] = (_env_value(name, text, key), f"environment variable {name}")
        else:
            _refuse_single_underscore(name, known)
    return values


def _env_value(name: str, text: str, key: str) -> Any:
    """Environment values are text; a mapping or list is written as YAML (so JSON), a list also as a,b,c."""
    if not text.lstrip().startswith(("{", "[")):
        listed = any(known.name == key and isinstance(known.default, list) for known in config_keys())
        return [part.strip() for part in text.split(",") if part.strip()] if listed else text
    from weir.core.yaml import YAMLError, load_yaml

    try:
        return load_yaml(text)
    except YAMLError as error:
        raise _invalid(key, f"environment variable {name}", f"not YAML ({error})") from None


def _refuse_single_underscore(name: str, known: Mapping[str, Any]) -> None:
    """``WEIR_SERVER_PORT`` would be ignored in silence, so it is an error; other names are not ours."""
    meant = {env.replace("__", "_"): env for env in known}.get(name)
    if meant:
        key = known[meant].name
        raise CONFIG_INVALID(
            key=key,
            source=f"environment variable {name}",
            problem="unknown name",
            allowed=f"the name {meant}",
        )


def _from_file(file: Path | None, home: Path) -> _Values:
    path = file or home / "weir.yaml"
    if file is None and not path.exists():
        return {}
    content = _read_yaml(path)
    values = {key: (value, f"file {path}") for key, value in _flatten(content, "")}
    url = values.get("store.url", ("", ""))[0]
    if isinstance(url, str) and _has_password(url):
        allowed = (
            f"a URL without a password; give the password in PGPASSWORD, ~/.pgpass or {env_name('store.url')}"
        )
        raise CONFIG_INVALID(
            key="store.url", source=f"file {path}", problem="a password in clear", allowed=allowed
        )
    return values


def _read_yaml(path: Path) -> dict[str, Any]:
    from weir.core.yaml import YAMLError, load_yaml

    try:
        content = load_yaml(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise _invalid("(file)", f"file {path}", f"cannot be read ({error.strerror})") from None
    except (YAMLError, UnicodeDecodeError) as error:
        raise _invalid("(file)", f"file {path}", f"not YAML ({' '.join(str(error).split())})") from None
    if content is None:
        return {}
    if not isinstance(content, dict):
        raise _invalid("(file)", f"file {path}", "not a mapping of sections")
    return content


def _has_password(url: str) -> bool:
    authority = url.partition("://")[2].partition("/")[0]
    return "@" in authority and ":" in authority.rpartition("@")[0]


def _flatten(content: Mapping[Any, Any], prefix: str) -> Iterator[tuple[str, Any]]:
    """Nested sections as dotted keys; a mapping that is itself a value stays whole."""
    leaves = {key.name for key in config_keys()}
    for name, value in content.items():
        key = f"{prefix}{name}"
        if isinstance(value, dict) and key not in leaves:
            yield from _flatten(value, f"{key}.")
        elif value is not None or key in leaves:
            yield key, value


def _nest(values: _Values) -> dict[str, Any]:
    tree: dict[str, Any] = {}
    for key, (value, _) in values.items():
        *sections, name = key.split(".")
        node = tree
        for section in sections:
            node = node.setdefault(section, {})
        node[name] = value
    return tree


def _require_known(key: str, source: str) -> None:
    names = [known.name for known in config_keys()]
    if key in names:
        return
    near = difflib.get_close_matches(key, names, n=3, cutoff=0.5)
    section = [name for name in names if name.startswith(key.split(".")[0] + ".")]
    raise CONFIG_INVALID(
        key=key, source=source, problem="unknown key", allowed=", ".join(near or section or names)
    )


def _invalid(key: str, source: str, problem: str) -> WeirError:
    allowed = next((known.type for known in config_keys() if known.name == key), "a YAML mapping of sections")
    return CONFIG_INVALID(key=key, source=source, problem=problem, allowed=allowed)


def _explain(error: ValidationError, values: _Values) -> WeirError:
    """The first complaint, in our words; the bad value itself is not repeated (it may be a secret)."""
    first = error.errors(include_url=False, include_input=False)[0]
    path = ".".join(str(part) for part in first["loc"])
    key = next((known for known in values if path == known or path.startswith(known + ".")), None)
    if key is None:  # a rule between fields of a section
        key = next((known for known in values if known.startswith(path + ".")), path)
    source = values.get(key, (None, "default"))[1]
    problem = first["msg"].removeprefix("Value error, ")
    return _invalid(key, source, problem if path == key else f"{path}: {problem}")
