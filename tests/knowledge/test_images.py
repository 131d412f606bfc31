"""Pictures are found by what is said of them and by how they look, whatever was done to them meanwhile."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from benchmarks.drawings import CHANGES, drawing, illustrated_pdf, png

pytest.importorskip("cv2", reason="pictures are compared with OpenCV, of the extra `ocr`")

from weir.core.errors import WeirError
from weir.core.store import Store
from weir.documents import Parsers
from weir.knowledge import Knowledge
from weir.knowledge.images import Gallery, ImageKind
from weir.knowledge.images.features import features_of, unpacked
from weir.knowledge.images.likeness import Album

DRAWINGS = [drawing(seed) for seed in range(24)]
FIGURES = [
    (DRAWINGS[0], "Figure 1: Flow of the cooling water", "Figure 1 shows how the pump moves the water."),
    (DRAWINGS[1], "Figure 2: Harvest of the orchard", "The apples of Figure 2 were counted by hand."),
]


@pytest.fixture(scope="module")
def album() -> Album:
    return Album([features_of(png(image)) for image in DRAWINGS])


@pytest.fixture(scope="module")
def parsers() -> Iterator[Parsers]:
    with Parsers(workers=1) as made:
        yield made


@pytest.fixture
def knowledge(store: Store, home: Path, parsers: Parsers) -> Knowledge:
    return Knowledge(store, home, parsers)


@pytest.fixture
def gallery(knowledge: Knowledge, store: Store, parsers: Parsers) -> Gallery:
    return Gallery(store, knowledge.files, parsers)


def filled(knowledge: Knowledge, name: str, data: bytes) -> str:
    base = knowledge.create("pictures", "pr_1").id
    document = knowledge.ingest(knowledge.add_document(base, name, data).id)
    assert document.status == "ready", document.error
    return base


@pytest.mark.parametrize("change", CHANGES)
def test_a_picture_is_known_again_after_it_was(album: Album, change: str) -> None:
    for at in (0, 7, 19):
        data = png(CHANGES[change](DRAWINGS[at]))
        found = album.search([features_of(data), features_of(data, mirrored=True)], 3)
        assert found, f"drawing {at} was not found at all"
        assert found[0].at == at
        assert found[0].score > 0.35


def test_a_picture_that_nobody_has_is_not_found(album: Album) -> None:
    for seed in (900, 901, 902, 903):
        data = png(drawing(seed))
        found = album.search([features_of(data), features_of(data, mirrored=True)], 3)
        assert not found or found[0].score < 0.35


def test_features_are_the_same_after_they_were_kept() -> None:
    made = features_of(png(DRAWINGS[3]))
    again = unpacked(made.packed())
    assert again is not None
    assert again.hash == made.hash
    assert (again.marks == made.marks).all()
    assert abs(again.shape - made.shape).max() < 0.001
    assert unpacked(b"\xff" + made.packed()[1:]) is None


def test_an_empty_picture_and_an_empty_album_do_no_harm(album: Album) -> None:
    blank = features_of(png(drawing(1).point(lambda _: 255)))
    assert Album([]).search([blank], 3) == []
    assert all(found.alike == 0 for found in album.search([blank], 3))


def test_a_figure_is_found_by_its_caption_and_by_what_is_said_of_it(
    knowledge: Knowledge, gallery: Gallery
) -> None:
    base = filled(knowledge, "plant.pdf", illustrated_pdf(FIGURES))
    assert gallery.tend() == 1
    assert gallery.tend() == 0
    for words, page in (("cooling water", 1), ("orchard harvest", 2), ("pump", 1)):
        found = gallery.by_words(base, words)
        assert found[0].image.page == page, words
        assert found[0].image.kind is ImageKind.FIGURE


def test_a_photo_of_a_figure_leads_to_its_page(knowledge: Knowledge, gallery: Gallery) -> None:
    base = filled(knowledge, "plant.pdf", illustrated_pdf(FIGURES))
    gallery.tend()
    found = gallery.by_picture(base, png(CHANGES["cropped"](DRAWINGS[1])), "photo.png")
    assert (found[0].image.document, found[0].image.page) == ("plant.pdf", 2)
    assert found[0].why["alike"] >= 8
    assert gallery.by_picture(base, png(drawing(777)), "other.png") == []


def test_a_picture_file_is_in_the_gallery_of_its_base(knowledge: Knowledge, gallery: Gallery) -> None:
    base = filled(knowledge, "photo.png", png(DRAWINGS[5]))
    gallery.tend()
    found = gallery.by_picture(base, png(CHANGES["mirrored"](DRAWINGS[5])), "mirror.png")
    assert found[0].image.document == "photo.png"
    assert [one.document for one in gallery.list(base)] == ["photo.png"]


def test_pictures_go_with_their_document(knowledge: Knowledge, gallery: Gallery) -> None:
    base = filled(knowledge, "plant.pdf", illustrated_pdf(FIGURES))
    gallery.tend()
    assert len(gallery.list(base)) == 2
    knowledge.delete_document(knowledge.documents(base)[0].id)
    assert gallery.list(base) == []
    assert gallery.by_words(base, "orchard") == []


def test_what_is_no_picture_is_refused(knowledge: Knowledge, gallery: Gallery) -> None:
    base = filled(knowledge, "plant.pdf", illustrated_pdf(FIGURES))
    for data in (b"no picture", b"", b"\x89PNG\r\n\x1a\n broken"):
        with pytest.raises(WeirError, match=r"document\."):
            gallery.by_picture(base, data, "x.png")
