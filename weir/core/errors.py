"""Errors that a person can act on: a stable code, what happened and what to do, in Chinese and English.

Each room declares its kinds of error next to the code that raises them::

    TOO_LARGE = error_kind(
        "document.too_large", 413,
        en="{name} is {size} bytes; the limit is {limit}.",
        zh="{name} 有 {size} 字节，上限是 {limit}。",
        do_en="Split the file or raise documents.max_bytes.",
        do_zh="请拆分文件，或调高 documents.max_bytes。",
    )
    raise TOO_LARGE(name="a.pdf", size=10, limit=5)
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

Language = Literal["en", "zh"]

CATALOGUE: dict[str, ErrorKind] = {}
"""Every declared kind by its code; the documentation page of errors is generated from it."""

# The `type` that OpenAI's clients expect for a status; others are `api_error` or `invalid_request_error`.
_OPENAI_TYPES = {
    401: "authentication_error",
    403: "permission_error",
    404: "not_found_error",
    429: "rate_limit_error",
}


@dataclass(frozen=True, slots=True)
class ErrorKind:
    """One kind of error. Calling it makes the exception; the texts are `str.format` templates."""

    code: str
    status: int
    en: str
    zh: str
    do_en: str
    do_zh: str

    def __call__(self, **params: Any) -> WeirError:
        return WeirError(self, params)

    def text(self, language: Language, params: dict[str, Any]) -> str:
        """What happened."""
        return (self.zh if language == "zh" else self.en).format(**params)

    def remedy(self, language: Language, params: dict[str, Any]) -> str:
        """What to do about it."""
        return (self.do_zh if language == "zh" else self.do_en).format(**params)


class WeirError(Exception):
    """An error of a declared kind with the values that fill its texts."""

    def __init__(self, kind: ErrorKind, params: dict[str, Any]) -> None:
        super().__init__(f"{kind.code}: {kind.text('en', params)}")
        self.kind = kind
        self.params = params

    def __reduce__(self) -> tuple[Any, ...]:
        return (_revive, (self.kind.code, self.params))

    @property
    def code(self) -> str:
        return self.kind.code

    @property
    def status(self) -> int:
        return self.kind.status

    def text(self, language: Language = "en") -> str:
        return self.kind.text(language, self.params)

    def remedy(self, language: Language = "en") -> str:
        return self.kind.remedy(language, self.params)

    def body(self, language: Language = "en") -> dict[str, Any]:
        """The error in OpenAI's shape, with what to do as an extra field."""
        kind = "api_error" if self.status >= 500 else _OPENAI_TYPES.get(self.status, "invalid_request_error")
        return {
            "error": {
                "message": f"{self.text(language)} {self.remedy(language)}".strip(),
                "type": kind,
                "param": self.params.get("param"),
                "code": self.code,
                "remedy": self.remedy(language),
            }
        }


def error_kind(code: str, status: int, *, en: str, zh: str, do_en: str, do_zh: str) -> ErrorKind:
    """Declare a kind of error. `code` is ``room.noun`` and never changes; `status` is the HTTP status."""
    if code in CATALOGUE:
        raise ValueError(f"error code {code} is declared twice")
    kind = ErrorKind(code, status, en, zh, do_en, do_zh)
    CATALOGUE[code] = kind
    return kind


def _revive(code: str, params: dict[str, Any]) -> WeirError:
    """Rebuild an error that crossed a process boundary."""
    return CATALOGUE[code](**params)
