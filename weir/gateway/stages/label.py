"""Label: says that the text is generated, as GB 45438-2025 asks, for people and for machines."""

from __future__ import annotations

from weir.core.config import LabelSettings
from weir.core.signing import Signer
from weir.gateway.exchange import Exchange, Flow
from weir.guard import Label as ImplicitLabel
from weir.guard import bind, check_producer


class Label:
    """Attaches the label to an answer that leaves.

    The implicit label is bound to the text: a digest, signed. The explicit one stands where the policy says:
    before or after the text, or beside it, for clients that show it themselves. A structured answer (tool
    calls, JSON by schema) only ever has it beside, since a notice inside would break it.
    """

    name = "label"

    def __init__(self, settings: LabelSettings, signer: Signer) -> None:
        self.producer = check_producer(settings.producer_code) or settings.producer
        self.signer = signer

    async def pipe(self, exchange: Exchange, flow: Flow) -> Flow:
        span = exchange.trace.begin(self.name)
        assert exchange.guard is not None
        settings = exchange.guard.policy.label
        notice = settings.text.say(exchange.language)
        structured = "response_format" in exchange.request.params
        place = "none" if structured else settings.position
        parts: list[str] = []
        async for delta in flow:
            with span.working():
                if place == "start" and not parts and delta.text:
                    delta.text = f"{notice}\n\n{delta.text}"
                if delta.finish_reason is not None:
                    if place == "end" and not delta.tool_calls:
                        delta.text += f"\n\n{notice}"
                    self._attach(exchange, "".join([*parts, delta.text]), notice)
                parts.append(delta.text)
            yield delta
        span.note(position=place)
        span.end()

    def _attach(self, exchange: Exchange, text: str, notice: str) -> None:
        implicit = bind(ImplicitLabel(self.producer, exchange.id), text.encode(), self.signer.sign)
        exchange.label = {"explicit": notice, "implicit": implicit.fields()}
