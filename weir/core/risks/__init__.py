"""The one taxonomy of risks: the 31 kinds of TC260-003 / GB/T 45654-2025, attacks, personal data."""

from weir.core.risks.taxonomy import LEVELS, Level, Risk, RiskClass, children, classes, risk, risks

__all__ = ["LEVELS", "Level", "Risk", "RiskClass", "children", "classes", "risk", "risks"]
