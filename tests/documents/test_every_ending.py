"""Every ending that the manual lists is proved: a file of our own under it is read to the words it holds."""

from __future__ import annotations

import pytest
import samples

from weir.documents import KINDS, Parsers


@pytest.mark.parametrize("case", samples.EVERY_ENDING)
def test_a_file_with_this_ending_is_read(parsers: Parsers, case: str) -> None:
    kind, ending = samples.EVERY_ENDING[case]
    document = parsers.parse(samples.sample(kind, ending), f"sample.{ending}")

    text = "".join(document.text.split())
    assert document.media_type == KINDS[kind].media_type
    for words in samples.expected(kind):
        assert "".join(words.split()) in text
    assert document.warnings == ()


def test_at_least_eighty_endings_are_read() -> None:
    assert len({ending for _, ending in samples.EVERY_ENDING.values()}) >= 80
