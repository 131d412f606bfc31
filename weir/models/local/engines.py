"""Which models are in memory: loaded at first use, dropped when nobody has used them for a while."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from weir.core.errors import error_kind
from weir.models.local.engine import Engine, Plan

ABSENT = error_kind(
    "model.absent",
    503,
    en="The weights of {name} are not on this machine.",
    zh="本机没有 {name} 的权重。",
    do_en="Get them with `weir models pull {name}`.",
    do_zh="请用 `weir models pull {name}` 获取。",
)
NO_MEMORY = error_kind(
    "model.no_memory",
    503,
    en="{name} needs about {needed} MB of memory; {free} MB are free.",
    zh="{name} 约需 {needed} MB 内存，目前空闲 {free} MB。",
    do_en="Free memory, or use a smaller model or a remote one.",
    do_zh="请释放内存，或改用更小的模型或远程模型。",
)


class _Place:
    """A model in memory, or on its way there."""

    def __init__(self, loading: asyncio.Future[Engine]) -> None:
        self.loading = loading
        self.users = 0
        self.timer: asyncio.TimerHandle | None = None


class Engines:
    """The loaded models of one process, used from one event loop.

    A model that nobody has used for `idle_s` seconds is unloaded; when memory is short, idle ones go at once.
    """

    def __init__(self, idle_s: float = 600) -> None:
        self.idle_s = idle_s
        self._places: dict[Plan, _Place] = {}
        self._closing: set[asyncio.Future[None]] = set()

    def loaded(self) -> list[str]:
        """Names of the models in memory."""
        return [plan.name for plan in self._places]

    @asynccontextmanager
    async def use(self, plan: Plan) -> AsyncIterator[Engine]:
        """The engine for `plan`, kept in memory while in use. Errors: absent, broken, no_memory."""
        place = self._places.get(plan)
        if place is None:
            place = self._places[plan] = _Place(asyncio.ensure_future(self._load(plan)))
        place.users += 1
        if place.timer:
            place.timer.cancel()
            place.timer = None
        try:
            yield await asyncio.shield(place.loading)
        finally:
            self._leave(plan, place)

    async def aclose(self) -> None:
        """Unload everything; requests in flight end first."""
        for plan in list(self._places):
            self._unload(plan)
        while self._closing:
            await asyncio.gather(*self._closing, return_exceptions=True)

    async def _load(self, plan: Plan) -> Engine:
        if not plan.path.is_file():
            raise ABSENT(name=plan.name)
        await self._make_room(plan)
        return await asyncio.get_running_loop().run_in_executor(None, Engine, plan)

    async def _make_room(self, plan: Plan) -> None:
        needed = plan.path.stat().st_size * 2 + (256 << 20)  # weights, cache of keys and values, buffers
        for other, place in list(self._places.items()):
            if free_memory() >= needed:
                return
            if not place.users and place.loading.done():
                self._unload(other)
                await asyncio.gather(*self._closing)
        if free_memory() < needed:
            raise NO_MEMORY(name=plan.name, needed=needed >> 20, free=free_memory() >> 20)

    def _leave(self, plan: Plan, place: _Place) -> None:
        place.users -= 1
        if place.users or self._places.get(plan) is not place:
            return
        if place.loading.done() and (place.loading.cancelled() or place.loading.exception()):
            del self._places[plan]  # so that the next request tries again
        else:
            loop = asyncio.get_running_loop()
            place.timer = loop.call_later(self.idle_s, self._unload, plan)

    def _unload(self, plan: Plan) -> None:
        place = self._places.pop(plan)
        if place.timer:
            place.timer.cancel()
        closing = asyncio.ensure_future(_close(place.loading))
        self._closing.add(closing)
        closing.add_done_callback(self._closing.discard)


async def _close(loading: asyncio.Future[Engine]) -> None:
    try:
        engine = await loading
    except Exception:
        return  # nothing was loaded; whoever asked for it has been told
    await asyncio.get_running_loop().run_in_executor(None, engine.close)


def free_memory() -> int:
    """Bytes that may be taken without swapping, within the limit of the container."""
    return min(_free_on_machine(), _free_in_container())


def _free_on_machine() -> int:
    try:
        for line in Path("/proc/meminfo").read_text().splitlines():
            if line.startswith("MemAvailable:"):
                return int(line.split()[1]) << 10
    except OSError:
        pass
    try:
        return os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    except (ValueError, OSError, AttributeError):
        return 1 << 62


def _free_in_container(root: Path = Path("/sys/fs/cgroup")) -> int:
    try:
        limit = (root / "memory.max").read_text().strip()
        used = int((root / "memory.current").read_text())
    except (OSError, ValueError):
        return 1 << 62
    return (1 << 62) if limit == "max" else int(limit) - used
