"""Every configuration key."""

from __future__ import annotations

import json
from itertools import groupby

from docs.reference_pages.markdown import code, head, page_of, table
from weir.core.config import ConfigKey, config_keys

_LEAD = """\
A flag of the command goes before the environment, the environment before the file `weir.yaml` in the home
folder, the file before the default. `weir config show` prints the values in force. In the file, the part
before the dot is a section:

```yaml
server:
  port: 8700
guard:
  policy: cn-tc260
```
"""
_COLUMNS = ("Key", "Type", "Default", "Environment", "Meaning")


def page() -> str:
    sections = [_section(name, list(keys)) for name, keys in groupby(config_keys(), _section_of)]
    return page_of(head("Configuration keys", _LEAD), *sections)


def _section_of(key: ConfigKey) -> str:
    return key.name.partition(".")[0] if "." in key.name else "general"


def _section(name: str, keys: list[ConfigKey]) -> str:
    rows = [(code(key.name), key.type, code(_default(key)), code(key.env), key.description) for key in keys]
    return page_of(f"## {name}", table(_COLUMNS, rows))


def _default(key: ConfigKey) -> str:
    return json.dumps(key.default, ensure_ascii=False)
