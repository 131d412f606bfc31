"""The normal form of a name: one key for what is written in several ways."""

from __future__ import annotations

import re

from weir.knowledge.grounding.folding import HAN
from weir.knowledge.grounding.gazetteer import TRANSLATIONS
from weir.knowledge.tokens import fold

LONGEST = 60
"""Characters of a name; what is longer is a sentence."""

_LEGAL = re.compile(
    r"(?<=..)(?:股份有限公司|有限责任公司|有限公司)$"
    r"|(?<=\w)[ ,]+(?:inc|ltd|llc|plc|corp|corporation|co|gmbh|limited|incorporated)\.?$"
)
_EDGES = re.compile(r"^[\W_]+|[\W_]+$")
_ARTICLE = re.compile(r"^(?:the|an|a) (?=\S)")
_INNER = re.compile(rf"(?<=[{HAN}])\s+|\s+(?=[{HAN}])|[·•‧・･]")
_PLURAL = re.compile(r"(?<=[a-z]{3})(?<![suix])s$")


def key_of(name: str) -> str:
    """The key of a name; empty for what names nothing.

    Width, case, Chinese variants, articles, English plurals, legal forms and hyphens make no difference.
    """
    form = _INNER.sub("", " ".join(fold(name).replace("-", " ").replace("’", "'").split()))
    form = _ARTICLE.sub("", _EDGES.sub("", form))
    form = _LEGAL.sub("", form).removesuffix("'s").strip()
    form = _PLURAL.sub("", form) if form.isascii() else TRANSLATIONS.get(form, form)
    return form if len(form) <= LONGEST and re.search(r"[^\W\d_]", form) else ""
