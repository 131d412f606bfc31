"""Grounding: take a question apart, answer it by quotation from evidence, check what others say
against evidence.
"""

from weir.knowledge.grounding.answering import Answer, Cited, answer_from
from weir.knowledge.grounding.checking import Support, check
from weir.knowledge.grounding.kinds import Kind
from weir.knowledge.grounding.question import Question, Term, analyse

__all__ = ["Answer", "Cited", "Kind", "Question", "Support", "Term", "analyse", "answer_from", "check"]
