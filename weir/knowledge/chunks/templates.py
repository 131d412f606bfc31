"""The templates, and how one is chosen for a document by what it looks like."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from weir.core.errors import error_kind
from weir.documents import Document
from weir.knowledge.chunks.chat import cut_chat, fits_chat
from weir.knowledge.chunks.groups import cut_manual
from weir.knowledge.chunks.law import cut_law, fits_law
from weir.knowledge.chunks.paper import cut_paper, fits_paper
from weir.knowledge.chunks.pieces import Piece
from weir.knowledge.chunks.qa import cut_qa, fits_qa
from weir.knowledge.chunks.sheet import cut_table, fits_table
from weir.knowledge.chunks.slides import cut_slides, fits_slides

MANUAL = "manual"
"""The template of what fits no other."""
AUTO = "auto"
"""What asks for the template that fits."""
CERTAIN = 0.6
"""How well a document must fit a template for it to be taken."""

UNKNOWN_TEMPLATE = error_kind(
    "knowledge.template_unknown",
    400,
    en="There is no template {name} for cutting documents.",
    zh="不存在名为 {name} 的切分模板。",
    do_en="Give one of: {known}.",
    do_zh="请使用以下之一：{known}。",
)


@dataclass(frozen=True, slots=True)
class Template:
    """How a kind of document is cut. `fits` says how much a document is of the kind, 0 to 1."""

    name: str
    fits: Callable[[Document], float]
    cut: Callable[[Document], Iterator[Piece]]


_ALL = (
    Template("slides", fits_slides, cut_slides),
    Template("qa", fits_qa, cut_qa),
    Template("table", fits_table, cut_table),
    Template("chat", fits_chat, cut_chat),
    Template("law", fits_law, cut_law),
    Template("paper", fits_paper, cut_paper),
    Template(MANUAL, lambda document: 0.0, cut_manual),
)
TEMPLATES: Mapping[str, Template] = MappingProxyType({template.name: template for template in _ALL})
"""Every template by its name; where two fit as well, the first is taken."""


def template_for(document: Document, asked: str | None = None) -> Template:
    """The template that was asked for, else the one that fits best; ``knowledge.template_unknown``."""
    if asked is not None:
        return TEMPLATES[known_template(asked)]
    fits = {template.name: template.fits(document) for template in _ALL}
    best = max(fits, key=lambda name: fits[name])
    return TEMPLATES[best if fits[best] >= CERTAIN else MANUAL]


def asked_template(name: str | None) -> str | None:
    """The template that a name asks for, None for `AUTO` or nothing; ``knowledge.template_unknown``."""
    return None if name in (None, AUTO) else known_template(str(name))


def known_template(name: str) -> str:
    """The name, if there is a template of it; ``knowledge.template_unknown``."""
    if name not in TEMPLATES:
        raise UNKNOWN_TEMPLATE(name=name, known=", ".join((AUTO, *TEMPLATES)))
    return name
