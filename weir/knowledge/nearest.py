"""From a text to the chunks that are nearest in meaning, through the encoders that are there."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence

from sqlalchemy import Connection

from weir.core.errors import WeirError
from weir.knowledge.encoder import Encoder
from weir.knowledge.index import Filter, Hit, IndexDriver

log = logging.getLogger(__name__)


def nearest(
    connection: Connection, index: IndexDriver, encoders: Sequence[Encoder], where: Filter
) -> Callable[[str, int], list[Hit]] | None:
    """A search by meaning for retrieval; None where no base has vectors of an encoder that is there.

    An encoder that fails costs its hits and a line in the log: the words of a question still find.
    """
    names = index.encoders(connection, where.bases)
    here = [encoder for encoder in encoders if encoder.name in names]

    def search(text: str, limit: int) -> list[Hit]:
        vectors = {}
        for encoder in here:
            try:
                vectors[encoder.name] = encoder.encode([text])[0]
            except WeirError as error:
                log.warning("searching without %s: %s", encoder.name, error)
        return index.search_dense(connection, vectors, where, limit)

    return search if here else None
