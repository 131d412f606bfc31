"""Structure: what a document is made of where its file does not say so.

Headings and their levels, titles, header rows, tables over several pages, captions, and what stands around
the text (headers, footers, menus); then what the whole is about: summaries, keywords, dates.
"""

from weir.documents.structure.arrange import Arranged, arranged
from weir.documents.structure.facts import facts
from weir.documents.structure.summaries import section_summaries, summarise
from weir.documents.structure.titles import document_title

__all__ = ["Arranged", "arranged", "document_title", "facts", "section_summaries", "summarise"]
