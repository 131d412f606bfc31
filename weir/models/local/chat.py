"""A chat model that runs in this process."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing
from typing import Any

from weir.models.contract import ChatReply, ChatRequest, Delta
from weir.models.gather import gather_reply
from weir.models.local import prompt
from weir.models.local.engine import Engine, Plan
from weir.models.local.engines import Engines
from weir.models.local.output import Output, failure


class LocalChat:
    """Weights on this machine, answering up to `plan.parallel` requests at once; more wait their turn."""

    def __init__(self, plan: Plan, engines: Engines) -> None:
        self.name = plan.name
        self.plan = plan
        self._engines = engines

    async def chat(self, request: ChatRequest) -> ChatReply:
        return await gather_reply(self.name, self.stream(request))

    async def stream(self, request: ChatRequest) -> AsyncIterator[list[Delta]]:
        made = prompt.make(request, self.name, self.plan.adapters)
        output = Output(self.name, made.shape)
        async with self._engines.use(self.plan) as engine, aclosing(_run(engine, made.body)) as arrivals:
            async for chunks in arrivals:
                if deltas := [delta for chunk in chunks if (delta := output.feed(chunk))]:
                    yield deltas


async def _run(engine: Engine, body: dict[str, Any]) -> AsyncGenerator[list[dict[str, Any]], None]:
    """The chunks of one answer, generated in a thread of the engine. Closing it stops the generation."""
    loop = asyncio.get_running_loop()
    arrived: list[dict[str, Any]] = []
    wake = asyncio.Event()
    left = threading.Event()

    def on_chunk(chunk: dict[str, Any]) -> bool:
        if not left.is_set():
            arrived.append(chunk)
            loop.call_soon_threadsafe(wake.set)
        return left.is_set()

    def generate() -> None:
        if left.is_set():
            return
        try:
            engine.chat(body, on_chunk)
        except (ValueError, RuntimeError) as error:  # how llama.cpp refuses a request it cannot template
            raise failure({"message": str(error)}, engine.plan.name) from None

    work = loop.run_in_executor(engine.pool, generate)
    work.add_done_callback(lambda _: wake.set())
    try:
        while True:
            await wake.wait()
            wake.clear()
            done = work.done()  # asked before taking, so that the last chunks are not missed
            chunks = arrived[:]
            del arrived[: len(chunks)]
            if chunks:
                yield chunks
            if done:
                work.result()
                return
    finally:
        left.set()
        await _ended(work)


async def _ended(work: asyncio.Future[None]) -> None:
    """Wait until the thread has let go of its slot, so that whoever left holds nothing any more."""
    if not work.done():
        work.cancel()  # one that has not started; a running thread sees `left` at its next token
    await asyncio.gather(work, return_exceptions=True)
