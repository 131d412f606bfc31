"""Somebody who follows the documentation."""

from __future__ import annotations

import json
import urllib.request
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Reader:
    """A reader who has started Weir: its address, without a slash at the end, and the admin key."""

    address: str
    key: str

    def ask_guide(self, question: str) -> dict[str, Any]:
        """The guide's answer, as the chat completion that it is."""
        body = {"model": "app/guide", "messages": [{"role": "user", "content": question}]}
        request = urllib.request.Request(
            f"{self.address}/v1/chat/completions",
            data=json.dumps(body).encode(),
            headers={"authorization": f"Bearer {self.key}", "content-type": "application/json"},
        )
        with urllib.request.urlopen(request, timeout=60) as response:
            answer: dict[str, Any] = json.load(response)
        return answer
