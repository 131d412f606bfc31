"""Detection: is what somebody else wrote (a model, a person) said in the evidence?"""

from weir.knowledge.detection.checking import Checked, Checker, State, Support, check
from weir.knowledge.detection.details import Reason, ReasonKind
from weir.knowledge.detection.disputes import Dispute, dispute
from weir.knowledge.detection.judge import Judge
from weir.knowledge.detection.risk import LIKELY, answer_risk, risk

__all__ = [
    "LIKELY",
    "Checked",
    "Checker",
    "Dispute",
    "Judge",
    "Reason",
    "ReasonKind",
    "State",
    "Support",
    "answer_risk",
    "check",
    "dispute",
    "risk",
]
