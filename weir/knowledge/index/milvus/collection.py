"""Collections of a Milvus: one of terms, and one of vectors for each encoder.

What differs between a server and milvus-lite is kept out of the schemas: terms are sent already analysed,
as ASCII words that every tokenizer leaves alone; filters hold numbers only; pages are turned by number, not
by iterators, which lost rows in milvus-lite; and the likeness of BM25 is read without its sign, which
milvus-lite turns round.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from weir.core.errors import error_kind
from weir.knowledge.tokens import terms

if TYPE_CHECKING:
    from numpy.typing import NDArray

MISSING = error_kind(
    "knowledge.milvus_missing",
    500,
    en="The index is to be in Milvus, but its client is not installed.",
    zh="索引配置为使用 Milvus，但未安装其客户端。",
    do_en='Install it with: pip install "weir[milvus]"',
    do_zh='请安装：pip install "weir[milvus]"',
)
FAILED = error_kind(
    "knowledge.milvus_failed",
    503,
    en="Milvus does not answer as it should: {reason}.",
    zh="Milvus 未正常响应：{reason}。",
    do_en="Check knowledge.milvus_url and the server; what it has not heard of yet is sent again.",
    do_zh="请检查 knowledge.milvus_url 与服务端；尚未送达的内容会重新发送。",
)

_PAGE = 1000
_LONGEST = 60_000  # characters of analysed terms; Milvus takes 65,535
_WINDOW = 10_000  # numbers of chunks that are asked for at once; a server answers with 16,384 rows at most
_MOST_IDS = 10_000  # of a filter in one search


@dataclass(frozen=True, slots=True)
class Near:
    """A row that was found; `score` is greater for what is nearer."""

    number: int
    score: float


class Collection:
    """Rows by number, each with the number of its base and a digest of what it says."""

    def __init__(self, client: Any, name: str, dimensions: int | None) -> None:
        self.client, self.name = client, name
        self.field = "terms" if dimensions is None else "vector"
        with as_failures():
            if not client.has_collection(name):
                _create(client, name, dimensions)
            client.load_collection(name)

    def put(self, rows: Sequence[Mapping[str, Any]]) -> None:
        """Write rows; those of the same numbers are replaced."""
        with as_failures():
            for at in range(0, len(rows), _PAGE):
                self.client.upsert(self.name, [dict(row) for row in rows[at : at + _PAGE]])

    def remove(self, numbers: Sequence[int]) -> None:
        with as_failures():
            for at in range(0, len(numbers), _PAGE):
                self.client.delete(self.name, filter=_among("number", numbers[at : at + _PAGE]))

    def remove_base(self, base: int) -> None:
        with as_failures():
            self.client.delete(self.name, filter=f"base in [{int(base)}]")

    def search(
        self, sought: object, bases: Sequence[int], allowed: NDArray[Any] | None, limit: int
    ) -> list[Near]:
        """The nearest rows of these bases, of the allowed numbers alone if they are given."""
        where = _among("base", bases)
        portions: Iterable[Sequence[int] | None] = [None]
        if allowed is not None:
            portions = (allowed[at : at + _MOST_IDS].tolist() for at in range(0, len(allowed), _MOST_IDS))
        found: list[Near] = []
        for numbers in portions:
            narrowed = where if numbers is None else f"{where} and {_among('number', numbers)}"
            found += self._search(sought, narrowed, limit)
        return sorted(found, key=lambda near: (-near.score, near.number))[:limit]

    def digests(self, base: int) -> Iterator[tuple[int, str]]:
        """The number and digest of every row of a base, ascending."""
        last = -1
        while True:
            where = f"base in [{int(base)}] and number > {last} and number <= {last + _WINDOW}"
            fields = ["number", "digest"]
            with as_failures():
                rows = self.client.query(self.name, filter=where, output_fields=fields, limit=_WINDOW)
                if not rows and not self._beyond(base, last):
                    return
            yield from sorted((int(row["number"]), str(row["digest"])) for row in rows)
            last += _WINDOW

    def _beyond(self, base: int, number: int) -> bool:
        where = f"base in [{int(base)}] and number > {number}"
        return bool(self.client.query(self.name, filter=where, output_fields=["number"], limit=1))

    def _search(self, sought: object, where: str, limit: int) -> list[Near]:
        field = "sparse" if self.field == "terms" else "vector"
        with as_failures():
            (hits,) = self.client.search(
                self.name, [sought], anns_field=field, filter=where, limit=limit, output_fields=["number"]
            )
        sign = abs if self.field == "terms" else float
        return [Near(int(hit["number"]), sign(hit["distance"])) for hit in hits]


def connect(url: str, token: str) -> Any:
    """A client of the server at a URL, or of a file. Errors: `MISSING`, `FAILED`."""
    try:
        from pymilvus import MilvusClient
    except ImportError:
        raise MISSING() from None
    with as_failures():
        return MilvusClient(url, token=token) if token else MilvusClient(url)


def analysed(form: str, heading: str = "") -> str:
    """A lexical form as words that every tokenizer leaves alone; the heading's count twice."""
    words = [*map(_plain, terms(form)), *(2 * [*map(_plain, terms(heading))])]
    text = " ".join(words)
    return text if len(text) <= _LONGEST else text[:_LONGEST].rpartition(" ")[0]


@contextmanager
def as_failures() -> Iterator[None]:
    """Turn what the client raises into ``knowledge.milvus_failed``."""
    from pymilvus.exceptions import MilvusException

    try:
        yield
    except (MilvusException, OSError) as error:
        raise FAILED(reason=" ".join(str(error).split())[:300].rstrip(".")) from error


def _plain(term: str) -> str:
    return term if term.isascii() and term.isalnum() else "x" + term.encode().hex()


def _among(field: str, numbers: Iterable[int]) -> str:
    return f"{field} in [{','.join(str(int(number)) for number in numbers)}]"


def _create(client: Any, name: str, dimensions: int | None) -> None:
    from pymilvus import DataType, Function, FunctionType

    schema = client.create_schema(auto_id=False)
    schema.add_field("number", DataType.INT64, is_primary=True)
    schema.add_field("base", DataType.INT64)
    schema.add_field("digest", DataType.VARCHAR, max_length=32)
    index = client.prepare_index_params()
    if dimensions is None:
        schema.add_field(
            "terms", DataType.VARCHAR, max_length=65_535, enable_analyzer=True,
            analyzer_params={"tokenizer": "standard"},
        )  # fmt: skip
        schema.add_field("sparse", DataType.SPARSE_FLOAT_VECTOR)
        schema.add_function(Function("bm25", FunctionType.BM25, ["terms"], ["sparse"]))
        index.add_index("sparse", index_type="SPARSE_INVERTED_INDEX", metric_type="BM25")
    else:
        schema.add_field("vector", DataType.FLOAT_VECTOR, dim=dimensions)
        index.add_index("vector", index_type="AUTOINDEX", metric_type="COSINE")
    client.create_collection(name, schema=schema, index_params=index, consistency_level="Strong")
