"""What is kept of a picture so that it is found again when it was cropped, mirrored, blurred or half covered.

Three views of it: a perceptual hash (64 signs of its lowest frequencies) for copies, a shape (gradients and
colours of sixteen fields) for likeness, and marks (ORB, E. Rublee et al. 2011: corners that are known again
at other sizes and angles) for parts. OpenCV makes them, without any model.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from weir.core.errors import error_kind

if TYPE_CHECKING:
    from numpy.typing import NDArray

UNSEEN = error_kind(
    "image.not_available",
    501,
    en="Pictures cannot be compared here: OpenCV is not installed.",
    zh="未安装 OpenCV，无法比较图片。",
    do_en="Install the extra: pip install 'weir[ocr]'.",
    do_zh="请安装扩展：pip install 'weir[ocr]'。",
)

VERSION = 1
LONGEST = 640
"""Pixels of the longer side of what is looked at."""
MARKS = 600
_MARGIN = 31  # pixels at the edge in which no mark is looked for; a small piece would be all edge
FIELDS, DIRECTIONS, COLOURS = 4, 8, 12
SHAPE = FIELDS * FIELDS * DIRECTIONS + COLOURS

_HEADER = struct.Struct("<BQH")


@dataclass(frozen=True, slots=True)
class Features:
    """The views of one picture."""

    hash: int
    """64 bits; those of a copy differ in a few."""
    shape: NDArray[np.float32]
    """Of length 1, shape [`SHAPE`]."""
    points: NDArray[np.float32]
    """Where the marks are, in pixels of the picture as it was looked at; shape [n, 2]."""
    marks: NDArray[np.uint8]
    """256 bits each, shape [n, 32]; n is at most `MARKS`."""

    def packed(self) -> bytes:
        header = _HEADER.pack(VERSION, self.hash, len(self.marks))
        places = np.clip(self.points, 0, 65535).astype("<u2")
        return header + self.shape.astype("<f2").tobytes() + places.tobytes() + self.marks.tobytes()


def unpacked(data: bytes) -> Features | None:
    """The features again; None when another version made them."""
    version, hashed, count = _HEADER.unpack_from(data)
    if version != VERSION:
        return None
    at = _HEADER.size
    shape = np.frombuffer(data, "<f2", SHAPE, at).astype(np.float32)
    places = np.frombuffer(data, "<u2", count * 2, at + SHAPE * 2).reshape(count, 2)
    marks = np.frombuffer(data, np.uint8, count * 32, at + SHAPE * 2 + count * 4).reshape(count, 32)
    return Features(hashed, shape, places.astype(np.float32), marks)


def features_of(png: bytes, *, mirrored: bool = False) -> Features:
    """The features of a picture that Weir itself encoded; `mirrored`: of its mirror image.

    ``image.not_available`` without OpenCV.
    """
    cv2 = _opencv()
    image = cv2.imdecode(np.frombuffer(png, np.uint8), cv2.IMREAD_COLOR)
    height, width = image.shape[:2]
    if scale := min(1.0, LONGEST / max(height, width)):
        size = max(1, round(width * scale)), max(1, round(height * scale))
        image = cv2.resize(image, size, interpolation=cv2.INTER_AREA)
    if mirrored:
        image = cv2.flip(image, 1)
    grey = cv2.cvtColor(image, cv2.COLOR_BGR2GRAY)
    points, marks = _marks(cv2, grey)
    return Features(_hash(cv2, grey), _shape(cv2, image, grey), points, marks)


def _marks(cv2: Any, grey: NDArray[np.uint8]) -> tuple[NDArray[np.float32], NDArray[np.uint8]]:
    """The strongest corners of all sizes, at most `MARKS`, and what they look like."""
    wider = cv2.copyMakeBorder(grey, _MARGIN, _MARGIN, _MARGIN, _MARGIN, cv2.BORDER_REPLICATE)
    found, marks = cv2.ORB_create(nfeatures=MARKS, fastThreshold=10).detectAndCompute(wider, None)
    points = np.array([point.pt for point in found[:MARKS]], np.float32).reshape(-1, 2) - _MARGIN
    return points, marks[:MARKS] if marks is not None else np.zeros((0, 32), np.uint8)


def _opencv() -> Any:
    try:
        import cv2
    except ImportError:
        raise UNSEEN() from None
    return cv2


def _hash(cv2: Any, grey: NDArray[np.uint8]) -> int:
    """The signs of the 64 lowest frequencies (of 32 by 32 pixels) against their median."""
    small = cv2.resize(grey, (32, 32), interpolation=cv2.INTER_AREA).astype(np.float32)
    low = cv2.dct(small)[:8, :8].ravel()
    bits = low > np.median(low[1:])
    return int.from_bytes(np.packbits(bits).tobytes(), "big")


def _shape(cv2: Any, image: NDArray[np.uint8], grey: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Directions of the gradients in each field, and the colours of the whole."""
    small = cv2.resize(grey, (128, 128), interpolation=cv2.INTER_AREA).astype(np.float32)
    across, down = cv2.Sobel(small, cv2.CV_32F, 1, 0), cv2.Sobel(small, cv2.CV_32F, 0, 1)
    strength, angle = cv2.cartToPolar(across, down)
    direction = (angle / (2 * np.pi) * DIRECTIONS).astype(int) % DIRECTIONS
    rows, columns = np.indices(small.shape) * FIELDS // 128
    place = ((rows * FIELDS + columns) * DIRECTIONS + direction).ravel()
    gradients = np.bincount(place, strength.ravel(), FIELDS * FIELDS * DIRECTIONS)
    hue = cv2.cvtColor(cv2.resize(image, (64, 64), interpolation=cv2.INTER_AREA), cv2.COLOR_BGR2HSV)
    colours = np.bincount((hue[..., 0].ravel() // 15) % COLOURS, hue[..., 1].ravel(), COLOURS)
    parts = [_unit(np.sqrt(gradients)), 0.5 * _unit(np.sqrt(colours))]
    return _unit(np.concatenate(parts)).astype(np.float32)


def _unit(values: NDArray[Any]) -> NDArray[Any]:
    return values / max(float(np.linalg.norm(values)), 1e-9)
