"""dBASE tables, in the encoding that their header states or that their bytes show."""

from __future__ import annotations

from weir.documents import kinds
from weir.documents.dbase import Table, opened
from weir.documents.elements import Element, ElementKind
from weir.documents.encoding import decode
from weir.documents.parsers.contract import Draft, EngineFailed, Source
from weir.documents.tables import row_pieces, rows_to_cells, table_element


class DbaseTable:
    name = "dbase"
    kinds = (kinds.DBF,)
    rank = 10

    def load(self) -> None:
        """Nothing to import."""

    def parse(self, source: Source) -> Draft:
        table = opened(source.data)
        if table is None:
            raise EngineFailed("its header is damaged")
        draft = Draft()
        raw = _bounded(table, source.limits.max_cells, draft)
        encoding = table.encoding or _guessed(raw)
        draft.metadata["encoding"] = encoding
        rows = [[field.name for field in table.fields]]
        rows += [[value.decode(encoding, "replace").strip() for value in values] for values in raw]
        made = (table_element(rows_to_cells(piece)) for piece in row_pieces(rows))
        draft.elements = [element for element in made if element]
        if not raw:
            draft.elements = [Element(ElementKind.PARAGRAPH, ", ".join(rows[0]))]
        return draft


def _bounded(table: Table, most: int, draft: Draft) -> list[list[bytes]]:
    rows: list[list[bytes]] = []
    for record in table.records():
        if (len(rows) + 1) * len(table.fields) > most:
            draft.warnings.append(f"The table was cut after {len(rows)} of {table.rows} rows.")
            break
        rows.append(record)
    if len(rows) < table.rows and not draft.warnings:
        draft.metadata["deleted_or_missing_rows"] = table.rows - len(rows)
    return rows


def _guessed(rows: list[list[bytes]]) -> str:
    decoded = decode(b"\n".join(value for row in rows[:2000] for value in row))
    return decoded.encoding if decoded else "latin-1"
