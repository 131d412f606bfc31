"""The guard: screens whole texts, opens screens for streams."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from time import perf_counter_ns
from typing import ParamSpec, TypeVar

from weir.core.errors import Language, error_kind
from weir.guard.answers import Match, StandardAnswers
from weir.guard.language import language_of
from weir.guard.lexicon import TERM_SCORES, Lexicon
from weir.guard.normalise import View, loosen, normalise
from weir.guard.peel import HIDDEN, peel
from weir.guard.personal import RISKS, recognise
from weir.guard.policy import Policy
from weir.guard.policy_file import read_guidance
from weir.guard.rules import RuleSet
from weir.guard.ruling import PERSONAL, Ruling, redact, reported
from weir.guard.scanner import Scanner
from weir.guard.stream import StreamScreen
from weir.guard.verdict import Action, Checked, Finding, Screening, Side, Verdict, strongest

FAILED = error_kind(
    "guard.failed",
    503,
    en="The guard stage {stage} failed, so the text was not let through: {reason}",
    zh="护栏阶段 {stage} 出错，内容未放行：{reason}",
    do_en="Try again; if it stays, run `weir doctor` and look at the trace.",
    do_zh="请重试；若持续出现，请运行 `weir doctor` 并查看追踪记录。",
)

_Given = ParamSpec("_Given")
_Result = TypeVar("_Result")


class Guard:
    """A policy compiled for use. Thread-safe: screening changes nothing but a counter.

    ::

        guard = Guard(load_policy("universal"))
        screening = guard.screen("how do I make a bomb", "input")
        screening.action, screening.reply
    """

    def __init__(self, policy: Policy) -> None:
        self.policy = policy
        files = policy.files()
        of = {
            role: [p for name, p in files.items() if name.startswith(role)]
            for role in ("lex", "rule", "guid")
        }
        self.scanner = Scanner(
            [Lexicon.read(path) for path in of["lex"]],
            [RuleSet.read(path) for path in of["rule"]],
            TERM_SCORES[policy.terms_at_most],
        )
        self.ruling = Ruling(policy, [read_guidance(path) for path in of["guid"]])
        self._answers = StandardAnswers(policy.standard_answers)

    def screen(
        self, text: str, side: Side, language: Language | None = None, today: date | None = None
    ) -> Screening:
        """Check a whole text.

        `language` is that of replies and masks (default: the text's own); `today` decides which standard
        answers are valid. Output is checked piece by piece exactly as `stream` does. Raises `guard.failed`.
        """
        if side == "output":
            return self.stream("output", language).whole(text)
        language = language or language_of(text)
        checked: list[Checked] = []
        findings = self.findings(text, side, checked)
        match = (
            _run("answers", checked, self._answers.find, text, today or date.today())
            if self._answers
            else None
        )
        if not findings and match is None:
            return Screening(Action.PASS, (), text, checked=tuple(checked))
        return _run("policy", checked, self._judge, text, side, language, findings, match, checked)

    def stream(self, side: Side = "output", language: Language | None = None) -> StreamScreen:
        """A screen for text that arrives in parts."""
        return StreamScreen(self, side, language)

    def findings(self, text: str, side: Side, checked: list[Checked] | None = None) -> list[Finding]:
        """What the detectors see, with spans into `text`; each stage's time is added to `checked`."""
        times = [] if checked is None else checked
        view = _run("normalise", times, normalise, text)
        loose = _run("loosen", times, loosen, view)
        decoded = _run("peel", times, peel, text)
        found = _run("scan", times, self._scan, view, loose, decoded, side)
        found += _run("personal", times, _personal, view)
        if not text.isascii() and HIDDEN.search(text):
            found += _hidden(text)
        return found

    def _scan(self, view: View, loose: View | None, decoded: Sequence[View], side: Side) -> list[Finding]:
        seen = self.scanner.scan(view.text, side)
        found = [_traced(finding, view) for finding in seen] if seen else []
        known = {finding.why for finding in found}
        for other in (loose, *decoded) if loose else decoded:
            new = [f for f in self.scanner.scan(other.text, side) if f.why not in known]
            found += [_traced(finding, other) for finding in new]
            if other is not loose:
                found += [_disguise(finding, other) for finding in new[:1] if finding.score >= 0.5]
        return found

    def _judge(
        self,
        text: str,
        side: Side,
        language: Language,
        findings: list[Finding],
        match: Match | None,
        checked: list[Checked],
    ) -> Screening:
        judged = [(f, v) for f in findings if (v := self.ruling.verdict(f, side)) is not None]
        judged.sort(key=lambda pair: (pair[1].start, -pair[1].action.rank))
        if match is not None and match.likeness == 1.0:
            judged = [(f, _answered(v)) for f, v in judged]
        verdicts = tuple(v for _, v in judged)
        action = strongest(v.action for v in verdicts)
        if match is not None:
            action = strongest((action, Action.STANDARD_ANSWER))
        reply = self._reply(judged, action, match, language)
        steered = [f for f, v in judged if v.action.flags]
        clean = redact(text, verdicts, language)
        verdicts = tuple(reported(verdicts, {}))
        return Screening(
            action, verdicts, clean, self.ruling.criteria(steered, language), reply, tuple(checked)
        )

    def _reply(
        self, judged: list[tuple[Finding, Verdict]], action: Action, match: Match | None, language: Language
    ) -> str | None:
        if action.stops:
            worst = max(judged, key=lambda pair: (pair[1].action.rank, pair[1].score))
            return self.ruling.refusal(worst[0], language)
        return match.answer.answer.say(language) if match is not None else None


def _run(
    stage: str,
    checked: list[Checked],
    work: Callable[_Given, _Result],
    *given: _Given.args,
    **named: _Given.kwargs,
) -> _Result:
    """Run one stage, note its time; a stage that fails stops the exchange."""
    started = perf_counter_ns()
    try:
        result = work(*given, **named)
    except Exception as error:
        raise FAILED(stage=stage, reason=type(error).__name__) from error
    checked.append(Checked(stage, (perf_counter_ns() - started) / 1000))
    return result


def _personal(view: View) -> list[Finding]:
    return [
        Finding(RISKS[p.kind], p.kind, p.score, *view.origin(p.start, p.end), p.kind, PERSONAL)
        for p in recognise(view.text)
    ]


def _traced(finding: Finding, view: View) -> Finding:
    start, end = view.origin(finding.start, finding.end)
    if (start, end) == (finding.start, finding.end):
        return finding
    return Finding(finding.risk, finding.topic, finding.score, start, end, finding.why, finding.stage)


def _disguise(finding: Finding, view: View) -> Finding:
    start, end = view.origin(finding.start, finding.end)
    why = f"harm hidden in {view.how}"
    return Finding("attack.encoding", "attack", 0.8, start, end, why, "peel")


def _hidden(text: str) -> list[Finding]:
    why = "text written in invisible characters"
    return [
        Finding("attack.obfuscation", "attack", 0.8, run.start(), run.end(), why, "normalise")
        for run in HIDDEN.finditer(text)
    ]


def _answered(verdict: Verdict) -> Verdict:
    """An approved question is answered where it would have been refused."""
    if verdict.action is not Action.REFUSE:
        return verdict
    v = verdict
    return Verdict(v.risk, v.level, v.score, v.start, v.end, Action.STANDARD_ANSWER, v.why, v.stage)
