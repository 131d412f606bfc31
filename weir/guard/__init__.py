"""The guard: policy, verdicts, steering, personal data and labels."""

from weir.guard.verdict import Action, Checked, Level, Released, Screening, Side, Verdict, strongest

__all__ = ["Action", "Checked", "Level", "Released", "Screening", "Side", "Verdict", "strongest"]
