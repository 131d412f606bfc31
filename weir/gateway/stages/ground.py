"""Ground: each sentence against the evidence: cite it, repair it, or leave it out."""

from __future__ import annotations

import asyncio
import re
from dataclasses import replace

from weir.gateway.exchange import Citation, Exchange, Flow
from weir.gateway.stages.generate import NOT_SAID, cite, grounded
from weir.knowledge import Knowledge, answer_from, check

_MARKERS = re.compile(r"\s*\[(\d{1,2})\]")
# A sentence ends at a line break, at a Chinese stop, or at a Western one before a space (not in "3.5").
_SENTENCE = re.compile(
    r".+?(?:[。！？!?]+(?:\s*\[\d{1,2}\])*|\.(?:\s*\[\d{1,2}\])+|\.(?=\s)|\n+|\Z)\s*", re.DOTALL
)


class Ground:
    """Lets a sentence pass only with a span of evidence under it.

    A supported sentence gets the marker of its citation. One that is not supported is left out; when nothing
    is left, the answer is repaired from the evidence itself, and refused where even that does not answer.
    """

    name = "ground"

    def __init__(self, knowledge: Knowledge) -> None:
        self.knowledge = knowledge

    async def pipe(self, exchange: Exchange, flow: Flow) -> Flow:
        span = exchange.trace.begin(self.name)
        if not grounded(exchange) or exchange.reply is not None:
            span.not_checked("no knowledge base" if not exchange.bases else "answered by the policy")
            async for delta in flow:
                yield delta
            return
        sentences = _Sentences(exchange)
        async for delta in flow:
            last = delta.finish_reason is not None
            if exchange.extract is None and not exchange.refused:  # else: quoted verbatim, its own proof
                with span.working():
                    text = sentences.feed(delta.text, last=last)
                    if last and not sentences.kept:
                        text = _repair(exchange)
                delta.text, delta.logprobs = text, None  # the model's tokens are not the text that leaves
            if last and exchange.citations:
                with span.working():
                    await asyncio.to_thread(locate, exchange, self.knowledge)
            if delta.text or last or delta.usage or delta.tool_calls:
                yield delta
        span.note(citations=len(exchange.citations), kept=sentences.kept, dropped=sentences.dropped)
        span.end()


def locate(exchange: Exchange, knowledge: Knowledge) -> None:
    """Find the page and the heading of each quotation itself; its chunk may begin on an earlier one."""
    for n, citation in enumerate(exchange.citations):
        evidence = exchange.evidence[citation.evidence]
        offset = evidence.why.get("start")
        if evidence.document_id is None or offset is None:
            continue
        place = knowledge.place(evidence.document_id, offset + citation.start - evidence.why.get("lead", 0))
        if place is not None:
            exchange.citations[n] = replace(citation, page=place.page, headings=place.headings)


class _Sentences:
    """Cuts a flow into sentences and keeps the supported ones."""

    def __init__(self, exchange: Exchange) -> None:
        self.exchange = exchange
        self.waiting = ""
        self.kept = 0
        self.dropped = 0

    def feed(self, text: str, *, last: bool) -> str:
        self.waiting += text
        whole = _SENTENCE.findall(self.waiting)
        # The last piece may still grow (a marker, or the rest of the sentence) until the flow ends.
        ready, self.waiting = (whole, "") if last else (whole[:-1], "".join(whole[-1:]))
        return "".join([self._keep(sentence) for sentence in ready])

    def _keep(self, sentence: str) -> str:
        bare = _MARKERS.sub("", sentence).strip()
        if not bare:
            return ""
        support = check(bare, self.exchange.evidence)
        if not support.supported or support.evidence is None:
            self.dropped += 1
            return ""
        self.kept += 1
        n = self._citation(support.evidence, support.start, support.end)
        tail = sentence[len(sentence.rstrip()) :] or " "
        return f"{bare} [{n}]{tail}"

    def _citation(self, evidence: int, start: int, end: int) -> int:
        """The number of the citation for this span; the same span keeps its number."""
        citations = self.exchange.citations
        for citation in citations:
            if (citation.evidence, citation.start, citation.end) == (evidence, start, end):
                return citation.n
        quote = self.exchange.evidence[evidence].text[start:end]
        item = self.exchange.evidence[evidence]
        citations.append(Citation(len(citations) + 1, evidence, start, end, quote, item.page, item.headings))
        return len(citations)


def _repair(exchange: Exchange) -> str:
    """The evidence's own sentences in place of an answer that it did not support."""
    extract = answer_from(exchange.question, exchange.evidence)
    exchange.extract = extract
    if extract.sufficient:
        return cite(exchange, extract)
    exchange.refused = True
    return NOT_SAID[exchange.language]
