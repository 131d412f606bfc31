"""CSV and TSV: the delimiter is found, the first row is the header."""

from __future__ import annotations

import csv
import io

from weir.documents import kinds
from weir.documents.delimiters import delimiter_of
from weir.documents.parsers.contract import Draft, Source
from weir.documents.tables import row_pieces, rows_to_cells, table_element

_LONGEST_FIELD = 10_000_000


class Delimited:
    name = "delimited"
    kinds = (kinds.CSV, kinds.TSV)
    rank = 10

    def load(self) -> None:
        """Nothing to import."""

    def parse(self, source: Source) -> Draft:
        usual = "\t" if source.kind is kinds.TSV else ","
        delimiter = delimiter_of(source.text, sure=False) or usual
        draft = Draft(metadata={"delimiter": delimiter})
        rows = _rows(source, delimiter, draft)
        if rows:
            tables = (table_element(rows_to_cells(piece)) for piece in row_pieces(rows))
            draft.elements = [table for table in tables if table]
        return draft


def _rows(source: Source, delimiter: str, draft: Draft) -> list[list[str]]:
    """All rows of the file that hold something, as far as the limit of cells allows."""
    csv.field_size_limit(_LONGEST_FIELD)
    rows: list[list[str]] = []
    cells = 0
    reader = csv.reader(io.StringIO(source.text.replace("\0", ""), newline=""), delimiter=delimiter)
    try:
        for row in reader:
            cells += len(row)
            if cells > source.limits.max_cells:
                draft.warnings.append(f"The table was cut after {len(rows)} rows.")
                break
            if any(field.strip() for field in row):
                rows.append([field.strip() for field in row])
    except csv.Error as error:
        draft.warnings.append(f"Line {reader.line_num} and those after it were not read: {error}.")
    return rows
