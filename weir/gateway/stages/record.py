"""Record: nothing leaves Weir without a trace of it that survives a crash."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from weir.core import tracing
from weir.core.audit import AuditEntry
from weir.core.commit import GroupCommit
from weir.core.errors import WeirError
from weir.core.quotas import Quotas
from weir.core.signing import Signer
from weir.core.tracing import genai
from weir.gateway import conversations, receipt
from weir.gateway.exchange import Exchange, Flow, Status, incident
from weir.gateway.rows import cost_micros, finished_row, opened_row
from weir.gateway.stages.label import attach_label
from weir.models import Delta, Usage, estimate_prompt, estimate_tokens


class Record:
    """Writes usage, trace, audit entry and signed receipt before the last piece leaves.

    A whole answer waits for one commit. A streamed one is committed as *open* before its first piece leaves
    (while the model is still thinking, so it costs no time) and as *done* before its last: whatever a crash
    cuts short, the store knows that an answer had begun.
    """

    name = "record"

    def __init__(
        self,
        commits: GroupCommit,
        signer: Signer,
        quotas: Quotas,
        instance: str,
        *,
        content: bool,
        off: bool = False,
    ) -> None:
        self.commits = commits
        self.signer = signer
        self.quotas = quotas
        self.instance = instance
        self.content = content
        self.off = off  # nothing but usage is kept: the operator's choice, or a measurement of the price
        self._endings: set[asyncio.Future[None]] = set()  # the loop holds tasks only weakly

    async def pipe(self, exchange: Exchange, flow: Flow) -> Flow:
        opened = asyncio.ensure_future(self._open(exchange)) if exchange.stream and not self.off else None
        last: Delta | None = None
        parts: list[str] = []
        try:
            async for delta in flow:
                parts.append(delta.text)
                if delta.finish_reason is None and last is None:
                    if opened is not None:
                        await opened
                        opened = None
                    yield delta
                else:
                    last = delta if last is None else _join(last, delta)
            if opened is not None:
                await opened
            exchange.text = "".join(parts)
            last = last or Delta(finish_reason="stop")
            _finish(exchange, last)
            await self.close(exchange, "done")
            yield last
        except (GeneratorExit, asyncio.CancelledError):
            exchange.text = "".join(parts)
            self.abandon(exchange)
            raise
        except WeirError as error:
            exchange.text = "".join(parts)
            await self.fail(exchange, error)
            raise
        except Exception as problem:
            exchange.text = "".join(parts)
            unexpected = incident(problem)
            await self.fail(exchange, unexpected)
            raise unexpected from problem

    @asynccontextmanager
    async def keeping(self, exchange: Exchange) -> AsyncIterator[None]:
        """Whatever ends the block early is on record before it goes on to the caller."""
        try:
            yield
        except asyncio.CancelledError:
            self.abandon(exchange)
            raise
        except WeirError as error:
            await self.fail(exchange, error)
            raise
        except Exception as problem:
            unexpected = incident(problem)
            await self.fail(exchange, unexpected)
            raise unexpected from problem

    async def close(self, exchange: Exchange, status: Status) -> None:
        """Commit the exchange as ended. Returns when it would survive a crash."""
        exchange.status = status
        await self.commits.commit_made(lambda: self._ending(exchange))
        if tracing.configured():
            _report(exchange)

    async def fail(self, exchange: Exchange, error: WeirError) -> None:
        """Commit an exchange that ended in an error; one without a principal leaves no row behind."""
        exchange.error = error
        if exchange.caller is not None and exchange.status == "open":
            await self.close(exchange, "failed")

    async def settled(self) -> None:
        """Wait for the records of callers who went away."""
        while self._endings:
            await asyncio.gather(*self._endings, return_exceptions=True)

    def abandon(self, exchange: Exchange) -> None:
        """The caller went away: nobody waits any more, but the record is written all the same."""
        if exchange.caller is not None and exchange.status == "open":
            exchange.status = "cancelled"
            ending = asyncio.ensure_future(self.commits.commit_made(lambda: self._ending(exchange)))
            self._endings.add(ending)
            ending.add_done_callback(self._endings.discard)

    async def _open(self, exchange: Exchange) -> None:
        await self.commits.commit(opened=opened_row(exchange, self.instance, content=self.content))

    def _ending(self, exchange: Exchange) -> dict[str, Any]:
        """What is written at the end. Runs on the writer's thread: most of it is two signatures."""
        if exchange.waited_ns and not exchange.usage.prompt_tokens:
            exchange.usage = _estimated(exchange)
        attach_label(exchange, self.signer)
        if self.off:
            return self._spent(exchange)
        exchange.trace.begin(self.name)
        exchange.receipt = receipt.issue(exchange, self.signer)
        exchange.trace.end()
        details = {
            "receipt": exchange.receipt["id"],
            "signature": exchange.receipt["signature"]["value"],
            "status": exchange.status,
            "action": exchange.action.value,
        }
        talk = exchange.conversation is not None and exchange.remember and exchange.status == "done"
        spoken = {"said": conversations.said(exchange)} if talk else {}
        return {
            **spoken,
            "closed" if exchange.stream else "exchange": finished_row(
                exchange, self.instance, content=self.content
            ),
            "audit": AuditEntry(exchange.who.id, "exchange", exchange.id, details),
            **self._spent(exchange),
        }

    def _spent(self, exchange: Exchange) -> dict[str, Any]:
        if exchange.reservation is None:
            return {}
        tokens = exchange.usage.prompt_tokens + exchange.usage.completion_tokens
        return {"usage": self.quotas.settle(exchange.reservation, tokens, cost_micros(exchange) / 1e6)}


def _report(exchange: Exchange) -> None:
    """Hand the trace to whatever the operator collects traces with."""
    usage, request = exchange.usage, exchange.request
    operation = genai.EMBEDDINGS if exchange.surface == "embeddings" else genai.CHAT
    attributes = genai.request_attributes(operation, request.model, request.params)
    attributes |= genai.response_attributes(
        request.model,
        [exchange.finish_reason],
        usage.prompt_tokens,
        usage.completion_tokens,
        usage.cached_tokens,
    )
    tracing.export(exchange.trace, genai.span_name(operation, request.model), attributes)


def _join(last: Delta, delta: Delta) -> Delta:
    last.text += delta.text
    last.tool_calls = (last.tool_calls or []) + delta.tool_calls if delta.tool_calls else last.tool_calls
    last.usage = delta.usage or last.usage
    last.finish_reason = last.finish_reason or delta.finish_reason
    return last


def _estimated(exchange: Exchange) -> Usage:
    """What an answer took that was cut short before its model could say: leaving early is not free."""
    prompt = estimate_prompt(exchange.request.messages)
    return Usage(prompt, estimate_tokens(exchange.text), estimated=True)


def _finish(exchange: Exchange, last: Delta) -> None:
    exchange.finish_reason = last.finish_reason or "stop"
    exchange.usage = last.usage or exchange.usage
    exchange.tool_calls = last.tool_calls or []
