"""Characters that stand in for others: look-alike letters, styled letters and digits written for letters.

The pairs are our own selection of what is used to slip past filters; the full set is Unicode TS #39.
"""

from __future__ import annotations

_LOOK_ALIKES = (
    # Cyrillic
    ("авеёіїјкмнорсѕтухһԁԛԝгӏ", "abeeiijkmhopcstyxhdqwrl"),
    ("АВЕЁІЇЈКМНОРСЅТУХҺԚԜ", "abeeiijkmhopcstyxhqw"),
    # Greek
    ("αβγεζηικνορτυχωϲϳ", "abyeznikvoptuxwcj"),
    ("ΑΒΕΖΗΙΚΜΝΟΡΤΥΧ", "abezhikmnoptyx"),
    # Armenian, small capitals, other Latin forms
    ("օսհոցքԼՏ", "ouhngqls"),
    ("ᴀʙᴄᴅᴇꜰɢʜɪᴊᴋʟᴍɴᴏᴘʀꜱᴛᴜᴠᴡʏᴢ", "abcdefghijklmnoprstuvwyz"),
    ("ıȷɑɡɩʋøłđħŧəɛ", "ijagivoldhtee"),
    # Quotation marks, dashes and spaces that are written in many ways
    ("‘’‚‛“”„‟‐‑‒–—―−⁄∕", "''''\"\"\"\"-------//"),
)

_SQUARES = ((0x1F130, 26), (0x1F150, 26), (0x1F170, 26), (0x1F1E6, 26))

LEET = str.maketrans("0134578@$!|+", "oieastbasiit")
"""Digits and signs that are read as letters between letters."""


def look_alikes() -> dict[int, str]:
    """Code point → the plain lower-case letter or sign that it looks like."""
    table: dict[int, str] = {}
    for strange, plain in _LOOK_ALIKES:
        table |= {ord(s): p for s, p in zip(strange, plain, strict=True)}
    for first, count in _SQUARES:  # negative and squared letters, regional indicators
        table |= {first + i: chr(ord("a") + i) for i in range(count)}
    table |= {0xE0000 + c: chr(c).lower() for c in range(0x20, 0x7F)}  # tag characters hide ASCII
    return table
