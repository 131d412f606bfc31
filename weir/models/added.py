"""Models that somebody added, as they are kept in the store."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass, field, replace
from typing import Any, Literal

import orjson
from sqlalchemy import RowMapping, select

from weir.core.errors import error_kind
from weir.core.store import Store, insert_into, now_ms
from weir.models import tables
from weir.models.carriers.weights import Part, Weights
from weir.models.contract import ModelKind
from weir.models.remote.endpoint import Timeouts

EXISTS = error_kind(
    "model.exists",
    409,
    en="There is a model named {name} already.",
    zh="已有名为 {name} 的模型。",
    do_en="Choose another name, or remove the old one first.",
    do_zh="请换一个名称，或先移除原有的模型。",
)

Seal = Callable[[bytes, str], bytes]
"""Encrypts (or decrypts) a value for the place that the second argument names."""

Form = Literal["endpoint", "weights", "route"]


@dataclass(frozen=True, slots=True)
class EndpointSpec:
    """A model of an OpenAI-compatible endpoint."""

    url: str
    model: str
    context: int | None = None
    languages: tuple[str, ...] = ()
    dimensions: int = 0
    timeouts: Timeouts = field(default_factory=Timeouts)
    retries: int = 2


@dataclass(frozen=True, slots=True)
class WeightsSpec:
    """A GGUF file that comes by URL or from this machine; the digest is known once it was pulled."""

    part: Part
    sha256: str | None = None
    size: int | None = None
    licence: str | None = None
    licence_url: str | None = None
    context: int = 4096
    dimensions: int = 0
    languages: tuple[str, ...] = ()

    def weights(self, name: str) -> Weights:
        return Weights(name, (self.part,), self.sha256, self.size)


@dataclass(frozen=True, slots=True)
class RouteSpec:
    """`targets` are names of models with their weights; `budget` is money a day (UTC)."""

    targets: dict[str, float]
    fallbacks: tuple[str, ...] = ()
    budget: float | None = None


Spec = EndpointSpec | WeightsSpec | RouteSpec
_FORMS: dict[type, Form] = {EndpointSpec: "endpoint", WeightsSpec: "weights", RouteSpec: "route"}


@dataclass(frozen=True, slots=True)
class Added:
    """One added model. `key` is still sealed."""

    name: str
    kind: ModelKind
    spec: Spec
    key: bytes | None = None
    price_in: float = 0.0
    price_out: float = 0.0
    created_by: str = ""


class AddedModels:
    """The table of added models. Blocking."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def all(self) -> dict[str, Added]:
        with self._store.read() as connection:
            rows = connection.execute(select(tables.models).order_by(tables.models.c.name)).mappings()
            return {row["name"]: _read(row) for row in rows}

    def put(self, added: Added) -> None:
        """Errors: `model.exists`."""
        values = {
            "name": added.name,
            "kind": added.kind,
            "form": _FORMS[type(added.spec)],
            "spec": orjson.dumps(asdict(added.spec)).decode(),
            "key": added.key,
            "price_in": added.price_in,
            "price_out": added.price_out,
            "created_by": added.created_by,
            "created_at": now_ms(),
        }
        with self._store.write() as connection:
            statement = insert_into(connection, tables.models).values(values).on_conflict_do_nothing()
            if not connection.execute(statement).rowcount:
                raise EXISTS(name=added.name)

    def pulled(self, added: Added, sha256: str, size: int) -> None:
        """Note what the weights turned out to be."""
        assert isinstance(added.spec, WeightsSpec)
        spec = orjson.dumps(asdict(replace(added.spec, sha256=sha256, size=size))).decode()
        with self._store.write() as connection:
            connection.execute(
                tables.models.update().where(tables.models.c.name == added.name).values(spec=spec)
            )

    def delete(self, name: str) -> bool:
        """Whether there was one."""
        with self._store.write() as connection:
            return connection.execute(tables.models.delete().where(tables.models.c.name == name)).rowcount > 0


def _read(row: RowMapping) -> Added:
    values = {key: row[key] for key in ("name", "kind", "key", "price_in", "price_out", "created_by")}
    return Added(spec=_spec(row["form"], orjson.loads(row["spec"])), **values)


def _spec(form: Form, spec: dict[str, Any]) -> Spec:
    for name in ("languages", "fallbacks"):
        if name in spec:
            spec[name] = tuple(spec[name])
    if form == "endpoint":
        return EndpointSpec(**{**spec, "timeouts": Timeouts(**spec["timeouts"])})
    if form == "weights":
        return WeightsSpec(**{**spec, "part": Part(**spec["part"])})
    return RouteSpec(**spec)
