"""The guard: policy, verdicts, steering, personal data and labels."""

from weir.guard.label import (
    Label,
    Verification,
    bind,
    check_producer,
    explicit_label,
    fault,
    read_label,
    verify_label,
    write_label,
)
from weir.guard.language import language_of
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
    "Label",
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
    "Verification",
    "bind",
    "check_producer",
    "explicit_label",
    "fault",
    "harmless_rate",
    "language_of",
    "load_policy",
    "policy_names",
    "read_label",
    "recognise",
    "strongest",
    "verify_label",
    "write_label",
]
