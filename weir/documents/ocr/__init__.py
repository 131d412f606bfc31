"""Recognition of text in pictures of pages (OCR). It needs the extra `ocr`: `pip install 'weir[ocr]'`.

`page` and what it stands on import numpy; ask `available` first, which imports nothing.
"""

from importlib.util import find_spec

MODEL = "PP-OCRv6 small"


def available() -> bool:
    """Whether the extra is installed."""
    try:
        return find_spec("rapidocr") is not None and find_spec("onnxruntime") is not None
    except (ImportError, ValueError):
        return False


__all__ = ["MODEL", "available"]
