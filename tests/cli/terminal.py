"""What typing at a command line gives."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Outcome:
    """How a command ended."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> dict[str, Any]:
        """The one object on standard output; anything else there is a failure."""
        found = json.loads(self.out)
        assert isinstance(found, dict)
        return found


Typed = Callable[..., Outcome]
