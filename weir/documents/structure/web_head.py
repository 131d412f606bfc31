"""What the head of a web page says of it: author, dates, keywords, where it is from."""

from __future__ import annotations

from html.parser import HTMLParser

_LONGEST_HEAD = 100_000
_NAMES = {
    "author": "author",
    "article:author": "author",
    "dc.creator": "author",
    "keywords": "keywords",
    "description": "description",
    "og:description": "description",
    "article:published_time": "published",
    "pubdate": "published",
    "publishdate": "published",
    "date": "published",
    "dc.date": "published",
    "article:modified_time": "modified",
    "last-modified": "modified",
    "contentsource": "source",
    "og:site_name": "source",
    "sitename": "source",
    "dc.publisher": "source",
    "og:url": "url",
}


def web_facts(page: str) -> dict[str, str]:
    """The named values of the head, under the names of `facts`; the first of several counts."""
    head = _Head()
    end = page.lower().find("</head", 0, _LONGEST_HEAD)
    head.feed(page[: end if end >= 0 else min(len(page), _LONGEST_HEAD)])
    return head.found


class _Head(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: dict[str, str] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: (value or "").strip() for name, value in attrs}
        if tag == "meta":
            name = (values.get("name") or values.get("property") or values.get("itemprop") or "").lower()
            self._note(_NAMES.get(name, ""), values.get("content", ""))
        elif tag == "link" and values.get("rel", "").lower() == "canonical":
            self._note("url", values.get("href", ""))

    def _note(self, key: str, value: str) -> None:
        if key and value:
            self.found.setdefault(key, " ".join(value.split())[:500])
