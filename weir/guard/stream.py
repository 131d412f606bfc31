"""Screening text while it arrives: nothing leaves before its verdict.

Text is held back until a piece is complete (`weir.guard.pieces`). A piece is read together with some text
before it, so that what begins in one piece and ends in the next is still seen; what has left cannot be masked
any more, but a verdict on it still stops the rest.
"""

from __future__ import annotations

from time import perf_counter_ns
from typing import TYPE_CHECKING

from weir.core.errors import Language
from weir.guard.language import language_of
from weir.guard.pieces import next_cut
from weir.guard.ruling import redact, reported
from weir.guard.verdict import Action, Checked, Finding, Released, Screening, Side, Verdict, strongest

if TYPE_CHECKING:
    from weir.guard.screen import Guard


class StreamScreen:
    """One stream. `feed` it what arrives, then `finish`; each returns what may leave.

    After an action that stops (refuse, block) nothing more leaves; the `reply` of that step is what to say.
    The memory held is bounded by the window, the work by the length of the text, whatever the chunks.
    """

    def __init__(self, guard: Guard, side: Side, language: Language | None = None) -> None:
        self._guard = guard
        self._side = side
        self._language = language
        self._settings = guard.policy.stream
        self._buffer = ""
        self._base = 0  # where the buffer begins in the stream
        self._start = 0  # where the unchecked text begins in the buffer
        self._early = 0  # how much of the unchecked text has left (policy: stream.unchecked)
        self._action = Action.PASS
        self._verdicts: list[Verdict] = []
        self._counts: dict[str, int] = {}
        self._reply: str | None = None

    @property
    def action(self) -> Action:
        """The strongest action so far."""
        return self._action

    def feed(self, text: str) -> Released:
        """Take in the next part of the text; what comes back has been checked. Raises `guard.failed`."""
        return self._step(text, final=False)

    def finish(self, text: str = "") -> Released:
        """Check and release the rest, with what arrived last."""
        return self._step(text, final=True)

    def whole(self, text: str) -> Screening:
        """Screen a text that is there at once; the outcome equals that of any way of feeding it."""
        started = perf_counter_ns()
        released = self._step(text, final=True)
        checked = (Checked("stream", (perf_counter_ns() - started) / 1000),)
        verdicts = tuple(sorted(released.verdicts, key=lambda v: (v.start, v.end)))
        return Screening(released.action, verdicts, released.text, (), released.reply, checked)

    def _step(self, text: str, *, final: bool) -> Released:
        if self._action.stops:
            return Released("", (), self._action)
        self._buffer += text
        known = len(self._verdicts)
        pieces: list[str] = []
        while not self._action.stops:
            first = self._base + self._start == 0
            cut = next_cut(self._buffer, self._start, self._settings.window, first=first, final=final)
            if cut is None:
                break
            pieces.append(self._check(cut))
        if not self._action.stops:
            pieces.append(self._ahead())
        self._forget()
        reply = self._reply if self._action.stops else None
        return Released("".join(pieces), tuple(self._verdicts[known:]), self._action, reply)

    def _check(self, cut: int) -> str:
        """Check the piece that ends at `cut`; what of it may leave."""
        behind = max(0, self._start - self._settings.look_behind)
        context = self._buffer[behind:cut]
        done = self._start - behind  # the part of the context that was checked before
        sent = done + self._early
        self._start, self._early = cut, 0
        findings = [f for f in self._guard.findings(context, self._side) if f.end > done]
        if not findings:
            return context[sent:]
        language = self._language or language_of(context)
        judged = [(f, v) for f in findings if (v := self._guard.ruling.verdict(f, self._side)) is not None]
        local = [v for _, v in judged]
        self._verdicts += [_moved(v, self._base + behind) for v in reported(local, self._counts)]
        self._action = strongest((self._action, *(v.action for v in local)))
        if self._action.stops:
            self._reply = self._refusal(judged, language)
            return ""
        return redact(context, local, language, sent)

    def _refusal(self, judged: list[tuple[Finding, Verdict]], language: Language) -> str:
        worst = max(judged, key=lambda pair: (pair[1].action.rank, pair[1].score))
        return self._guard.ruling.refusal(worst[0], language)

    def _ahead(self) -> str:
        """What may leave before its check, if the policy allows any."""
        allowed = min(self._settings.unchecked, len(self._buffer) - self._start)
        if allowed <= self._early:
            return ""
        ahead = self._buffer[self._start + self._early : self._start + allowed]
        self._early = allowed
        return ahead

    def _forget(self) -> None:
        """Drop what no later check will read."""
        unneeded = self._start - self._settings.look_behind
        if unneeded > 0:
            self._buffer = self._buffer[unneeded:]
            self._base += unneeded
            self._start -= unneeded


def _moved(verdict: Verdict, by: int) -> Verdict:
    if not by:
        return verdict
    v = verdict
    return Verdict(v.risk, v.level, v.score, v.start + by, v.end + by, v.action, v.why, v.stage)
