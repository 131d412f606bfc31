"""The guards in force, one a policy, loaded once."""

from __future__ import annotations

from weir.guard import Guard, load_policy


class Guards:
    """Guards by the name or path of their policy; `default` is the operator's. Errors: `policy.*`."""

    def __init__(self, default: str) -> None:
        self.default = default
        self._guards: dict[str, Guard] = {}
        self.get("default")  # an unreadable policy is told at the start, not at the first question

    def get(self, name: str) -> Guard:
        name = self.default if name == "default" else name
        guard = self._guards.get(name)
        if guard is None:
            guard = self._guards[name] = Guard(load_policy(name))
        return guard
