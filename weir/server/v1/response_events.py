"""A streamed response as the sequence of named events that OpenAI's clients expect."""

from __future__ import annotations

from typing import Any

from weir.gateway import Exchange
from weir.models import Delta
from weir.server.v1.door import named_frame
from weir.server.v1.response_shape import call_item, item_id, message_item, response_of, text_part


class Events:
    """Makes the events of one response; every event has the next sequence number."""

    def __init__(self, exchange: Exchange, body: dict[str, Any]) -> None:
        self.exchange = exchange
        self.body = body
        self.message = item_id(exchange, "msg")
        self.text: list[str] = []
        self._sequence = -1

    def _next(self) -> int:
        self._sequence += 1
        return self._sequence

    def opening(self) -> bytes:
        response = response_of(self.exchange, self.body, "in_progress")
        return self._event("response.created", response=response) + self._event(
            "response.in_progress", response=response
        )

    def of(self, delta: Delta) -> bytes:
        """The events of one piece: a text that grows, or function calls, which come whole."""
        events = b""
        if delta.text:
            if not self.text:
                events += self._open_message()
            self.text.append(delta.text)
            events += self._part("response.output_text.delta", delta=delta.text, logprobs=[])
        for position, call in enumerate(delta.tool_calls or ()):
            events += self._call(position, call)
        return events

    def closing(self) -> bytes:
        events = b"" if self.text or self.exchange.tool_calls else self._open_message()
        if self.text or not self.exchange.tool_calls:
            text = "".join(self.text)
            events += self._part("response.output_text.done", text=text, logprobs=[])
            events += self._part("response.content_part.done", part=text_part(text))
            item = message_item(self.exchange, text)
            events += self._event("response.output_item.done", output_index=0, item=item)
        response = response_of(self.exchange, self.body)
        return events + self._event(f"response.{response['status']}", response=response)

    def failure(self, body: dict[str, Any]) -> bytes:
        return self._event("error", **body["error"] | {"type": "error"})

    def _open_message(self) -> bytes:
        item = message_item(self.exchange, "", "in_progress")
        return self._event("response.output_item.added", output_index=0, item=item) + self._part(
            "response.content_part.added", part=text_part("")
        )

    def _call(self, position: int, call: dict[str, Any]) -> bytes:
        index = position + (1 if self.text else 0)
        item = call_item(self.exchange, position, call)
        place = {"item_id": item["id"], "output_index": index}
        arguments = item["arguments"]
        return (
            self._event(
                "response.output_item.added",
                output_index=index,
                item=call_item(self.exchange, position, call, "in_progress"),
            )
            + self._event("response.function_call_arguments.delta", **place, delta=arguments)
            + self._event(
                "response.function_call_arguments.done", **place, name=item["name"], arguments=arguments
            )
            + self._event("response.output_item.done", output_index=index, item=item)
        )

    def _part(self, kind: str, **fields: Any) -> bytes:
        return self._event(kind, item_id=self.message, output_index=0, content_index=0, **fields)

    def _event(self, kind: str, **fields: Any) -> bytes:
        return named_frame(kind, {"type": kind, "sequence_number": self._next(), **fields})
