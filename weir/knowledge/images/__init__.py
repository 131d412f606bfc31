"""Pictures: figures and pages of documents, found by words or by another picture."""

from weir.knowledge.images.gallery import Gallery
from weir.knowledge.images.records import FoundImage, ImageKind, StoredImage

__all__ = ["FoundImage", "Gallery", "ImageKind", "StoredImage"]
