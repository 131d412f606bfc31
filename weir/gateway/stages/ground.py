"""Ground: each sentence against the evidence: cite it, repair it, or leave it out."""

from __future__ import annotations

import asyncio
import re
import time
from collections.abc import Callable
from dataclasses import replace

from weir.core.errors import WeirError
from weir.core.tracing import Span
from weir.gateway.exchange import Citation, Exchange, Flow
from weir.gateway.stages.generate import NOT_SAID, cite, grounded
from weir.knowledge import Checker, Judge, Knowledge, Support, answer_from, dispute

_MARKERS = re.compile(r"\s*\[(\d{1,2})\]")
# A sentence ends at a line break, at a Chinese stop, or at a Western one before a space (not in "3.5").
_SENTENCE = re.compile(
    r".+?(?:[。！？!?]+(?:\s*\[\d{1,2}\])*|\.(?:\s*\[\d{1,2}\])+|\.(?=\s)|\n+|\Z)\s*", re.DOTALL
)
_DISAGREE = {"en": " (other sources say otherwise: {})", "zh": "（另有来源说法不同：{}）"}
_LONGEST_REPAIR = 300  # characters of evidence that may stand in for one sentence


class Ground:
    """Lets a sentence pass only with a span of evidence under it.

    A supported sentence gets the marker of its citation, and a pointer where another source says otherwise.
    One that the evidence contradicts is replaced by what the evidence says; any other is left out. When
    nothing is left, the answer is repaired from the evidence itself, and refused where even that does not
    answer. A judge, where there is one, is asked about the sentences that the check is not sure of.
    """

    name = "ground"

    def __init__(self, knowledge: Knowledge, judge: Callable[[], Judge | None]) -> None:
        self.knowledge = knowledge
        self.judge = judge

    async def pipe(self, exchange: Exchange, flow: Flow) -> Flow:
        span = exchange.trace.begin(self.name)
        if not grounded(exchange) or exchange.reply is not None:
            span.not_checked("no knowledge base" if not exchange.bases else "answered by the policy")
            async for delta in flow:
                yield delta
            return
        sentences = _Sentences(exchange, span, self.judge())
        async for delta in flow:
            last = delta.finish_reason is not None
            if exchange.extract is None and not exchange.refused:  # else: quoted verbatim, its own proof
                text = await sentences.feed(delta.text, last=last)
                if last and not sentences.kept:
                    with span.working():
                        text = _repair(exchange)
                delta.text, delta.logprobs = text, None  # the model's tokens are not the text that leaves
            if last and exchange.citations:
                with span.working():
                    await asyncio.to_thread(locate, exchange, self.knowledge)
            if delta.text or last or delta.usage or delta.tool_calls:
                yield delta
        span.note(citations=len(exchange.citations), **sentences.counts())
        span.end()


def locate(exchange: Exchange, knowledge: Knowledge) -> None:
    """Find the page and the heading of each quotation itself; its chunk may begin on an earlier one."""
    for n, citation in enumerate(exchange.citations):
        evidence = exchange.evidence[citation.evidence]
        offset = evidence.why.get("start")
        if evidence.document_id is None or offset is None:
            continue
        place = knowledge.place(
            evidence.document_id, offset + max(citation.start - evidence.why.get("lead", 0), 0)
        )
        if place is not None:
            exchange.citations[n] = replace(citation, page=place.page, headings=place.headings)


class _Sentences:
    """Cuts a flow into sentences and keeps the supported ones."""

    def __init__(self, exchange: Exchange, span: Span, judge: Judge | None) -> None:
        self.exchange = exchange
        self.span = span
        self.judge = judge
        self.checker = Checker(exchange.evidence)
        self.waiting = ""
        self.kept = self.dropped = self.repaired = self.disputed = self.unjudged = 0

    def counts(self) -> dict[str, int]:
        """What happened to the sentences, for the trace; the rarer things only where they did."""
        rare = {"repaired": self.repaired, "disputed": self.disputed, "not_judged": self.unjudged}
        return {"kept": self.kept, "dropped": self.dropped, **{name: n for name, n in rare.items() if n}}

    async def feed(self, text: str, *, last: bool) -> str:
        self.waiting += text
        whole = _SENTENCE.findall(self.waiting)
        # The last piece may still grow (a marker, or the rest of the sentence) until the flow ends.
        ready, self.waiting = (whole, "") if last else (whole[:-1], "".join(whole[-1:]))
        return "".join([await self._pass(sentence) for sentence in ready])

    async def _pass(self, sentence: str) -> str:
        bare = _MARKERS.sub("", sentence).strip()
        if not bare:
            return ""
        with self.span.working():
            support = self.checker.check(bare)
        if self.judge is not None and self.judge.doubts(support):
            support = await self._judged(self.judge, bare, support)
        with self.span.working():
            said = self._kept(bare, support)
        return said and said + (sentence[len(sentence.rstrip()) :] or " ")

    async def _judged(self, judge: Judge, bare: str, support: Support) -> Support:
        """A judge that fails leaves the check's own finding, and that is recorded."""
        started = time.perf_counter_ns()
        try:
            return await judge.weigh(bare, self.exchange.evidence, support)
        except WeirError:
            self.unjudged += 1
            return support
        finally:
            self.exchange.waited_ns += time.perf_counter_ns() - started

    def _kept(self, bare: str, support: Support) -> str:
        """What leaves in place of the sentence: itself, the evidence's own words, or nothing."""
        if support.evidence is None:
            self.dropped += 1
            return ""
        if support.supported:
            self.kept += 1
            return f"{bare} [{self._citation(support)}]{self._otherwise(bare, support)}"
        quote = self.exchange.evidence[support.evidence].text[support.start : support.end]
        if support.state == "contradicted" and len(quote) <= _LONGEST_REPAIR and not self._cited(support):
            self.kept += 1
            self.repaired += 1
            return f"{quote} [{self._citation(support)}]"
        self.dropped += 1
        return ""

    def _otherwise(self, bare: str, support: Support) -> str:
        """A pointer to the sources that contradict what this one supports."""
        if len(self.exchange.evidence) < 2:
            return ""
        against = dispute(bare, self.exchange.evidence).contradicting
        markers = [self._citation(other) for other in against if other.evidence != support.evidence]
        if not markers:
            return ""
        self.disputed += 1
        return _DISAGREE[self.exchange.language].format(" ".join(f"[{n}]" for n in markers))

    def _cited(self, support: Support) -> bool:
        place = (support.evidence, support.start, support.end)
        return any((each.evidence, each.start, each.end) == place for each in self.exchange.citations)

    def _citation(self, support: Support) -> int:
        """The number of the citation for this span; the same span keeps its number."""
        assert support.evidence is not None
        evidence, start, end = support.evidence, support.start, support.end
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
