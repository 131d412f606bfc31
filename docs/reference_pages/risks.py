"""The risk taxonomy, as every plane of Weir names it."""

from __future__ import annotations

from docs.reference_pages.markdown import code, head, page_of, table
from weir.core.risks import RiskClass, classes

_LEAD = """\
One taxonomy for guard, verdicts, policies and reports. The classes A1 to A5 are appendix A of
TC260-003-2024, kept in GB/T 45654-2025; the `attack` classes are attacks on the application itself;
`privacy` is personal data. Ids never change. The level is how grave a finding is unless a policy says
otherwise.
"""
_COLUMNS = ("Id", "中文", "English", "Level", "Clause", "OWASP LLM 2025", "AILuminate", "EU AI Act")


def page() -> str:
    return page_of(head("Risks 风险分类", _LEAD), *(_section(group) for group in classes()))


def _section(group: RiskClass) -> str:
    rows = [
        (
            code(risk.id),
            f"{risk.zh}：{risk.about_zh}",
            f"{risk.en}: {risk.about_en}",
            risk.level,
            risk.clause or (f"within {risk.within}" if risk.within else ""),
            ", ".join(risk.owasp),
            ", ".join(risk.hazards),
            ", ".join(risk.eu),
        )
        for risk in group.risks
    ]
    about = f"{group.about_en} {group.about_zh}"
    return page_of(f"## {group.id} {group.en} {group.zh}", about, table(_COLUMNS, rows))
