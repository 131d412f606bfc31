"""Countries, provinces and large cities in Chinese and English: enough to know a place when it
stands alone.
"""

from __future__ import annotations

from weir.knowledge.grounding.lexicon import sections


def _pairs(*headings: str) -> list[tuple[str, str]]:
    entries = [line for heading, body in sections("places") if heading in headings for line in body]
    return [
        (chinese.strip(), english.strip().lower())
        for chinese, _, english in (e.partition("=") for e in entries)
    ]


def _names(*headings: str) -> frozenset[str]:
    return frozenset(name for pair in _pairs(*headings) for name in pair)


COUNTRIES = _names("country") | {"usa", "u.s.", "uk", "u.s", "america", "britain", "korea", "great britain"}
CITIES = _names("city")
PROVINCES = _names("province")
PLACES = COUNTRIES | CITIES | PROVINCES | _names("region")
"""Folded names of all of them, in both languages."""

TRANSLATIONS: dict[str, str] = dict(_pairs("country", "city", "province", "region"))
"""Chinese name to folded English name."""

OWN_COUNTRY = frozenset(["中国", "我国", "全国", "国内", "本国", "境内"])
"""Words that a Chinese text uses for the country it is written in; often left out altogether."""
