"""Grounding: take a question apart, answer it by quotation from evidence."""

from weir.knowledge.grounding.answering import Answer, Cited, answer_from
from weir.knowledge.grounding.kinds import Kind
from weir.knowledge.grounding.question import Question, Term, analyse

__all__ = ["Answer", "Cited", "Kind", "Question", "Term", "analyse", "answer_from"]
