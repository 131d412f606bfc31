"""RapidOCR (PP-OCR models, Chinese and English) in its three steps: find lines, cut them out, read them.

Images are arrays [height, width, 3] of bytes in the order blue, green, red.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Image = NDArray[np.uint8]
    Quad = NDArray[np.float32]

_LONGEST_SIDE = 1440
"""Lines are found on a picture of at most this size, which bounds memory; they are read at full size."""
_TALL = 1.5


@cache
def _engine() -> Any:
    from rapidocr import RapidOCR

    return RapidOCR(
        params={
            "Global.log_level": "critical",
            "Global.max_side_len": _LONGEST_SIDE,
            # One thread: several files are read side by side.
            "EngineConfig.onnxruntime.intra_op_num_threads": 1,
            "EngineConfig.onnxruntime.inter_op_num_threads": 1,
        }
    )


def find_lines(image: Image) -> list[Quad]:
    """The corners of each line of text: top left, top right, bottom right, bottom left."""
    import cv2

    engine = _engine()
    height, width = image.shape[:2]
    scale = min(_LONGEST_SIDE / max(height, width), 1.0)
    small = image
    if scale < 1.0:
        size = (max(int(width * scale), 1), max(int(height * scale), 1))
        small = np.asarray(cv2.resize(image, size, interpolation=cv2.INTER_AREA), dtype=np.uint8)
    found = engine(small, use_det=True, use_cls=False, use_rec=False)
    boxes = getattr(found, "boxes", None)
    if boxes is None:
        return []
    stretch = np.array([width / small.shape[1], height / small.shape[0]], dtype=np.float32)
    return [np.asarray(box, dtype=np.float32) * stretch for box in boxes]


def is_tall(quad: Quad) -> bool:
    """Whether a line stands upright: its letters are turned, or it is written from top to bottom."""
    width, height = size_of(quad)
    return height >= width * _TALL


def size_of(quad: Quad) -> tuple[float, float]:
    """Width and height of the line itself, however it is inclined."""
    width = max(np.linalg.norm(quad[0] - quad[1]), np.linalg.norm(quad[2] - quad[3]))
    height = max(np.linalg.norm(quad[0] - quad[3]), np.linalg.norm(quad[1] - quad[2]))
    return float(width), float(height)


def cut_out(image: Image, quad: Quad) -> Image:
    """The picture of one line, straightened, not turned."""
    import cv2

    width, height = (max(round(side), 1) for side in size_of(quad))
    corners = np.array([[0, 0], [width, 0], [width, height], [0, height]], dtype=np.float32)
    matrix = cv2.getPerspectiveTransform(quad.astype(np.float32), corners)
    straight = cv2.warpPerspective(
        image, matrix, (width, height), borderMode=cv2.BORDER_REPLICATE, flags=cv2.INTER_CUBIC
    )
    return np.asarray(straight, dtype=np.uint8)


def read_lines(lines: Sequence[Image]) -> list[tuple[str, float]]:
    """Text and certainty (0 to 1) of each picture of a line that lies as it is read."""
    if not lines:
        return []
    read = _engine().recognize_txt(list(lines))
    return [(str(text), float(score)) for text, score in zip(read.txts, read.scores, strict=True)]


def upside_down(lines: Sequence[Image]) -> float:
    """The share of the lines that stand on their head, 0 to 1."""
    if not lines:
        return 0.0
    _, result = _engine().cls_and_rotate(list(lines))
    return sum("180" in label for label, _ in result.cls_res) / len(lines)
