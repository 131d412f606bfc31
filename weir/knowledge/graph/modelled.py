"""Statements by a model: triples in a fixed shape, and only those whose words are in the text."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import orjson
from sqlalchemy import delete, func, select

from weir.core.store import Store
from weir.knowledge.bases import lock_base
from weir.knowledge.graph.keeping import keep
from weir.knowledge.graph.packs import Pack
from weir.knowledge.graph.reading import Reading
from weir.knowledge.graph.records import Fact, Made, Mention, Named
from weir.knowledge.graph.spotting import is_name
from weir.knowledge.graph.tables import edges
from weir.knowledge.grounding.folding import fold
from weir.knowledge.grounding.sentences import sentences
from weir.knowledge.tables import chunks
from weir.knowledge.waiting import Waiting
from weir.models import ChatModel, ChatRequest, estimate_tokens

_MOST = 20
_ANSWER = 800
_SURE = 0.7
_SCHEMA = {
    "type": "object",
    "properties": {
        "triples": {
            "type": "array",
            "maxItems": _MOST,
            "items": {
                "type": "object",
                "properties": {
                    name: {"type": "string"} for name in ("subject", "relation", "object", "quote")
                },
                "required": ["subject", "relation", "object", "quote"],
                "additionalProperties": False,
            },
        }
    },
    "required": ["triples"],
    "additionalProperties": False,
}
_PROMPT = (
    "List what the text states as triples. subject and object are names or values exactly as the text writes "
    "them; quote is the sentence of the text that states it, word for word. Use these relations where they "
    "fit: {relations}. Otherwise a short verb of the text. "
    'Answer with JSON only: {{"triples": [...]}}\n\nText:\n{text}'
)


@dataclass(frozen=True, slots=True)
class Extracted:
    """What a model was asked and gave."""

    chunks: int
    triples: int
    dropped: int
    """Triples whose words are not in the text."""
    tokens: int
    """Of prompts and answers, as the model counted them."""


def extract(
    store: Store,
    base: int,
    model: Callable[[], ChatModel],
    waiting: Waiting,
    packs: Sequence[Pack],
    tokens: int,
) -> Extracted:
    """Ask a model for the statements of chunks, the oldest that it has not told of first, within `tokens`.

    Errors of the model are raised; what was kept before stays.
    """
    asked = kept = dropped = spent = 0
    for row in _chunks(store, base):
        asks = _PROMPT.format(relations=_relations(packs), text=row.text)
        if spent + estimate_tokens(asks) + _ANSWER > tokens:
            break
        chat = model()
        shape = {"type": "json_schema", "json_schema": {"name": "triples", "schema": _SCHEMA}}
        params = {"temperature": 0, "max_tokens": _ANSWER, "response_format": shape}
        reply = waiting.result(chat.chat(ChatRequest(chat.name, [{"role": "user", "content": asks}], params)))
        usage = reply.usage
        spent += (
            usage.prompt_tokens + usage.completion_tokens if usage else estimate_tokens(asks + reply.text)
        )
        reading, lost = grounded(row.text, reply.text)
        _write(store, base, row.number, row.text, reading)
        asked, kept, dropped = asked + 1, kept + len(reading.facts), dropped + lost
    return Extracted(asked, kept, dropped, spent)


def grounded(text: str, answer: str) -> tuple[Reading, int]:
    """The triples of an answer that the text bears out, and how many it does not.

    Subject and object must stand in one sentence of the text, or in the quote if that is of the text.
    """
    facts, lost, mentions = [], 0, []
    folded = fold(text)
    for each in _triples(answer):
        place = _place(folded, *(fold(each[name]) for name in ("subject", "object", "quote")))
        if place is None or not is_name(each["subject"]) or not each["relation"].strip():
            lost += 1
            continue
        start, end, subject, object = place
        named = Named(text[object : object + len(each["object"])])
        thing = is_name(named.name) and len(named.name) <= 30
        facts.append(
            Fact(
                Named(text[subject : subject + len(each["subject"])]), each["relation"].strip()[:60],
                named if thing else None, None if thing else named.name, start, end, Made.model, _SURE,
            )
        )  # fmt: skip
        mentions.append(Mention(subject, subject + len(each["subject"]), "term"))
    return Reading(tuple(mentions), tuple(dict.fromkeys(facts))), lost


def _place(folded: str, subject: str, object: str, quote: str) -> tuple[int, int, int, int] | None:
    """The span of the words that state it, and where its subject and object are in the text."""
    at = folded.find(quote) if quote else -1
    spans = [(at, at + len(quote))] if at >= 0 else []
    for start, end in [*spans, *sentences(folded)]:
        one, other = folded.find(subject, start, end), folded.find(object, start, end)
        if subject and object and subject != object and one >= 0 and other >= 0:
            return start, end, one, other
    return None


def _triples(answer: str) -> list[dict[str, str]]:
    try:
        given = orjson.loads(answer)["triples"]
    except (orjson.JSONDecodeError, KeyError, TypeError):
        return []
    names = ("subject", "relation", "object", "quote")
    rows = given if isinstance(given, list) else []
    good = [row for row in rows if isinstance(row, dict) and all(isinstance(row.get(n), str) for n in names)]
    return good[:_MOST]


def _chunks(store: Store, base: int) -> Sequence[Any]:
    with store.read() as connection:
        told = select(func.max(edges.c.chunk)).where(edges.c.base == base, edges.c.made == Made.model)
        high = connection.execute(told).scalar() or 0
        query = select(chunks.c.number, chunks.c.text).where(
            chunks.c.base == base, chunks.c.number > high, chunks.c.parent.is_(None)
        )
        return connection.execute(query.order_by(chunks.c.number)).all()


def _write(store: Store, base: int, number: int, text: str, reading: Reading) -> None:
    facts_alone = Reading((), reading.facts)
    with store.write() as connection:
        there = select(chunks.c.number).where(chunks.c.number == number)
        if lock_base(connection, base) and connection.execute(there).first():
            connection.execute(delete(edges).where(edges.c.chunk == number, edges.c.made == Made.model))
            keep(connection, base, [(number, text, "", facts_alone)])


def _relations(packs: Sequence[Pack]) -> str:
    known = [f"{each.name} ({each.subject}, {each.object})" for pack in packs for each in pack.relations]
    return ", ".join([*known, "is_a", "part_of", "located_in"])
