"""How much one file may ask for."""

from __future__ import annotations

from dataclasses import dataclass

MEGABYTE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds of one parse. A file that needs more fails alone, with an error that names the limit."""

    max_bytes: int = 200 * MEGABYTE
    """Size of the file."""
    timeout_s: float = 120.0
    """Wall-clock time of the whole parse, all engines together."""
    memory_mb: int = 1024
    """Address space that a worker may take beyond what it has after its start."""
    max_pages: int = 10_000
    max_cells: int = 500_000
    """Cells of all tables together; what is beyond is dropped with a warning."""
    max_characters: int = 50_000_000
    """Characters of the text; what is beyond is dropped with a warning."""
    max_expanded_bytes: int = 1024 * MEGABYTE
    """Size of everything inside a zip container, unpacked."""
    max_ratio: int = 250
    """Unpacked over packed size, looked at only once more than `free_expansion_bytes` is unpacked."""
    free_expansion_bytes: int = 32 * MEGABYTE
    max_members: int = 20_000
    """Files inside a zip container, inner containers included."""
    max_depth: int = 3
    """Zip in zip in zip."""
    max_result_bytes: int = 256 * MEGABYTE
    """What a worker may send back."""
