"""Label: says that the text is generated, as GB 45438-2025 asks, for people and for machines."""

from __future__ import annotations

from weir.core.config import LabelSettings
from weir.core.signing import Signer
from weir.gateway.exchange import Exchange, Flow, Notice
from weir.guard import Label as ImplicitLabel
from weir.guard import bind, check_producer


class Label:
    """Attaches the label to an answer that leaves.

    The explicit label stands where the policy says: before or after the text, or beside it, for clients that
    show it themselves. A structured answer (tool calls, JSON by schema) only ever has it beside, since a
    notice inside would break it. The implicit one is bound by `attach_label`.
    """

    name = "label"

    def __init__(self, settings: LabelSettings) -> None:
        self.producer = check_producer(settings.producer_code) or settings.producer

    async def pipe(self, exchange: Exchange, flow: Flow) -> Flow:
        span = exchange.trace.begin(self.name)
        assert exchange.guard is not None
        settings = exchange.guard.policy.label
        notice = settings.text.say(exchange.language)
        structured = "response_format" in exchange.request.params
        place = "none" if structured else settings.position
        begun = False
        async for delta in flow:
            with span.working():
                if place == "start" and not begun and delta.text:
                    delta.text = f"{notice}\n\n{delta.text}"
                if delta.finish_reason is not None:
                    if place == "end" and not delta.tool_calls:
                        delta.text += f"\n\n{notice}"
                    exchange.notice = Notice(notice, ImplicitLabel(self.producer, exchange.id))
                begun = begun or bool(delta.text)
            yield delta
        span.note(position=place)
        span.end()


def attach_label(exchange: Exchange, signer: Signer) -> None:
    """Bind the implicit label to the text that leaves (a digest, signed); nothing to do where none is due."""
    notice = exchange.notice
    if notice is not None:
        implicit = bind(notice.implicit, exchange.text.encode(), signer.sign)
        exchange.label = {"explicit": notice.explicit, "implicit": implicit.fields()}
