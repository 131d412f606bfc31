"""The guard: policy, verdicts, steering, personal data and labels."""

from weir.guard.lexicon import Lexicon, Term, harmless_rate
from weir.guard.personal import NAMES, Personal, Pseudonyms, recognise
from weir.guard.policy import Policy
from weir.guard.policy_file import load_policy, policy_names
from weir.guard.screen import Guard
from weir.guard.stream import StreamScreen
from weir.guard.verdict import Action, Checked, Finding, Level, Released, Screening, Side, Verdict, strongest

__all__ = [
    "NAMES",
    "Action",
    "Checked",
    "Finding",
    "Guard",
    "Level",
    "Lexicon",
    "Personal",
    "Policy",
    "Pseudonyms",
    "Released",
    "Screening",
    "Side",
    "StreamScreen",
    "Term",
    "Verdict",
    "harmless_rate",
    "load_policy",
    "policy_names",
    "recognise",
    "strongest",
]
