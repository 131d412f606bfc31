"""Bytes of text in an unknown encoding to a string.

UTF-8 and UTF-16/32 are recognised by their own structure. For the legacy Chinese encodings the statistics of
general detectors are weak on short files, so GB18030 and Big5 are decided here by the share of everyday
characters; `charset-normalizer` decides the rest.
"""

from __future__ import annotations

import codecs
from dataclasses import dataclass

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # before UTF-16: its mark begins with that of UTF-16
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)

# The characters that make up about half of any Chinese text, simplified and traditional.
EVERYDAY = frozenset(
    "的一是不了在人有我他这个们中来上大为和国地到以说时要就出会可也你对生能而子那得于着下自之年过发后作里用道行所然家"
    "种事成方多经么去法学如都同现当没动面起看定天分还进好小部其些主样理心本前开但因只从想实日军者意无力它与长把机十民"
    "第公此已工使情明性知全三又关点正业外将两高间由问很最重并物手应战向头文体政美相见被利什二等产或新己制身果加西斯月"
    "話這個們為來國說時會對後過發經麼學現當沒動還進樣開從實軍無與長機關點業將兩間問應戰頭體見產著裡種"
    "章条款项规定合同公司甲乙方本附件年月日號條項規則"
)
_SAMPLE = 200_000


@dataclass(frozen=True, slots=True)
class Decoded:
    """Text with the name of the encoding it was read by; `lossy` when some bytes fitted no character."""

    text: str
    encoding: str
    lossy: bool = False


def decode(data: bytes) -> Decoded | None:
    """The text that `data` holds, or None when it is not text in any encoding that we know."""
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            return _strict(data, encoding) or _lossy(data, encoding)
    decoded = _unicode(data) or _chinese(data) or _other(data) or _damaged(data)
    return decoded if decoded and looks_like_text(decoded.text) else None


def looks_like_text(text: str) -> bool:
    """Whether almost no character is a control code or a replacement mark."""
    sample = text[:_SAMPLE]
    strange = sum(1 for c in sample if (c < " " and c not in "\t\n\r\f\x1b\b") or c in "\x7f�￾￿")
    return strange <= len(sample) * 0.02


def _strict(data: bytes, encoding: str) -> Decoded | None:
    try:
        return Decoded(data.decode(encoding), encoding)
    except UnicodeDecodeError:
        return None


def _lossy(data: bytes, encoding: str) -> Decoded:
    return Decoded(data.decode(encoding, errors="replace"), encoding, lossy=True)


def _unicode(data: bytes) -> Decoded | None:
    head = data[:4096]
    if b"\0" not in head:
        return _strict(data, "utf-8")
    # Text in UTF-16 without a mark: line ends and spaces leave zeros on one side only.
    even, odd = head[0::2].count(0), head[1::2].count(0)
    if max(even, odd) < len(head) // 50 or min(even, odd) * 8 > max(even, odd):
        return None
    return _strict(data[: len(data) // 2 * 2], "utf-16-le" if odd > even else "utf-16-be")


def _chinese(data: bytes) -> Decoded | None:
    """GB18030, Big5 or UTF-16 without zeros, whichever reads as everyday Chinese; None when none does."""
    names = ("gb18030", "big5hkscs", *(("utf-16-le", "utf-16-be") if len(data) % 2 == 0 else ()))
    candidates = [decoded for name in names if (decoded := _strict(data, name))]
    best = max(candidates, key=lambda decoded: _everyday_share(decoded.text), default=None)
    return best if best and _everyday_share(best.text) >= 0.12 else None


def _everyday_share(text: str) -> float:
    """Everyday Chinese characters over all characters outside ASCII, 0 to 1."""
    foreign = [c for c in text[:_SAMPLE] if c > "\x7f" and c not in "，。、；：？！“”‘’（）《》【】—…　·"]
    return sum(1 for c in foreign if c in EVERYDAY) / len(foreign) if foreign else 0.0


def _other(data: bytes) -> Decoded | None:
    if b"\0" in data[:4096]:
        return None
    from charset_normalizer import from_bytes

    best = from_bytes(data[:_SAMPLE]).best()
    return _strict(data, best.encoding) if best else None


def _damaged(data: bytes) -> Decoded | None:
    """Text with a few broken bytes: the encoding that loses least."""
    candidates = [_lossy(data, name) for name in ("utf-8", "gb18030", "big5hkscs")]
    best = min(candidates, key=lambda decoded: decoded.text.count("�"))
    return best if best.text.count("�") * 50 <= len(best.text) else None
