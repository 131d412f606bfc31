"""Pictures: every frame is a page, and its text is what recognition finds in it."""

from __future__ import annotations

import io
import time
from collections.abc import Iterator
from typing import TYPE_CHECKING

from weir.documents import kinds
from weir.documents.elements import Element, ElementKind
from weir.documents.errors import NO_OCR, TOO_MANY_PAGES
from weir.documents.ocr import MODEL, available
from weir.documents.parsers.contract import Draft, EngineFailed, Source

if TYPE_CHECKING:
    from PIL.Image import Image

_MOST_PIXELS = 80_000_000
"""A picture of more is refused before it is unpacked; an A3 page at 600 dpi has 70 million."""
_LONGEST_SIDE = 5000
_WHOLE = (0.0, 0.0, 1.0, 1.0)


class Images:
    name = "ocr"
    kinds = kinds.IMAGES
    rank = 10

    def load(self) -> None:
        import PIL.Image  # noqa: F401

    def parse(self, source: Source) -> Draft:
        if not available():
            raise NO_OCR(name=source.name)
        draft = Draft(metadata={"ocr": MODEL})
        number = 0
        for number, frame in enumerate(frames(source), 1):
            if time.monotonic() > source.deadline:
                draft.warnings.append(f"Pages from {number} on were not read: the time was up.")
                break
            _read_frame(frame, number, draft)
        draft.pages = number
        if not any(element.text for element in draft.elements):
            draft.warnings.append("No text was found in the picture.")
        return draft


def frames(source: Source) -> Iterator[Image]:
    """The pictures of the file, upright as the camera says; raises `document.too_many_pages`."""
    from PIL import Image, ImageOps, UnidentifiedImageError

    Image.MAX_IMAGE_PIXELS = _MOST_PIXELS // 2  # Pillow raises at twice this number
    try:
        with Image.open(io.BytesIO(source.data)) as file:
            count = 1 if source.kind in (kinds.GIF, kinds.PNG, kinds.WEBP) else getattr(file, "n_frames", 1)
            if count > source.limits.max_pages:
                raise TOO_MANY_PAGES(name=source.name, pages=count, limit=source.limits.max_pages)
            for index in range(count):
                file.seek(index)
                yield ImageOps.exif_transpose(file)
    except (UnidentifiedImageError, Image.DecompressionBombError, OSError, SyntaxError, ValueError) as error:
        raise EngineFailed(str(error)[:200]) from error


def _read_frame(frame: Image, number: int, draft: Draft) -> None:
    import numpy as np

    from weir.documents.ocr.page import read_image

    page = read_image(np.ascontiguousarray(np.asarray(on_white(frame))[:, :, ::-1]), number)
    draft.elements.append(Element(ElementKind.FIGURE, "", page=number, box=_WHOLE))
    draft.elements.extend(page.elements)
    if page.turned:
        draft.warnings.append(f"Page {number} was turned by {page.turned} degrees to be read.")


def on_white(frame: Image) -> Image:
    """The picture in colours without transparency, no larger than is useful."""
    from PIL import Image

    if frame.mode in ("RGBA", "LA", "P", "PA"):
        shown = frame.convert("RGBA")
        paper = Image.new("RGBA", shown.size, "white")
        frame = Image.alpha_composite(paper, shown)
    frame = frame.convert("RGB")
    frame.thumbnail((_LONGEST_SIDE, _LONGEST_SIDE))
    return frame
