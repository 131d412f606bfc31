"""Documents: bytes of any format in, structured elements out."""

from weir.documents.elements import Box, Cell, Document, Element, ElementKind

__all__ = ["Box", "Cell", "Document", "Element", "ElementKind"]
