"""How the detector is made: the examples are what they say, and the same seed gives the same ones."""

from __future__ import annotations

from random import Random

import numpy as np

from weir.knowledge.detection.training import changes
from weir.knowledge.detection.training.examples import Stock, phrase_examples, sentence_examples, stock
from weir.knowledge.detection.training.fit import logistic
from weir.knowledge.detection.training.frequencies import write
from weir.knowledge.detection.training.grids import report

DOCUMENTS = [
    ["The bridge was opened in 1998 by the mayor.", "It carries 12,000 cars a day.", "Repairs begin in May."],
    ["Copper conducts electricity very well.", "Most cables are therefore made of copper or aluminium."],
    ["这座大桥于1998年建成通车。", "每天有一万两千辆汽车经过。", "大修工程将于五月开始。"],
    ["铜的导电性能非常好。", "大多数电缆因此用铜或铝制成。"],
]


def held(language: str) -> Stock:
    return stock("zh" if language == "zh" else "en", DOCUMENTS, ["I have never seen such a thing!"])


def test_the_same_seed_gives_the_same_examples() -> None:
    for language in ("zh", "en"):
        one = [*sentence_examples(held(language), Random(3)), *phrase_examples(held(language), Random(3))]
        two = [*sentence_examples(held(language), Random(3)), *phrase_examples(held(language), Random(3))]
        assert one == two


def test_a_phrase_or_sentence_of_the_evidence_is_never_called_made_up() -> None:
    for language in ("zh", "en"):
        rng = Random(5)
        for _ in range(20):
            for example in [*sentence_examples(held(language), rng), *phrase_examples(held(language), rng)]:
                assert not (example.label and example.claim in example.evidence), example


def test_a_report_comes_from_the_grid_of_its_language() -> None:
    assert all(sentence.endswith("。") for sentence in report("zh", Random(1), 6))
    assert all(sentence.endswith(".") for sentence in report("en", Random(1), 6))
    assert not any("{" in sentence for sentence in report("zh", Random(2), 8))


def test_changes_change_what_they_say() -> None:
    text = "The bridge was opened in 1998."
    assert changes.renumbered(text, Random(1)) != text
    assert changes.renumbered("No figure here.", Random(1)) == "No figure here."
    assert changes.denied(text) == "The bridge was not opened in 1998."
    assert changes.denied("大桥已经通车。") == "大桥不已经通车。"


def test_no_feature_may_speak_for_a_claim() -> None:
    rng = np.random.default_rng(0)
    labels = (rng.random(400) < 0.5).astype(float)
    rows = np.column_stack([labels + rng.normal(0, 0.5, 400), -labels + rng.normal(0, 0.5, 400)])
    found = logistic(rows, labels)
    assert found[0] > 0
    assert found[1] == 0


def test_the_table_of_surprise_keeps_words_with_their_bits(tmp_path) -> None:  # type: ignore[no-untyped-def]
    from collections import Counter

    path = tmp_path / "surprise.npz"
    assert write(path, {2: Counter({"often": 3, "seldom": 1}), 1: Counter({"常": 4, "偶": 4})}) == 3
    with np.load(path) as table:
        words = bytes(table["words"]).decode().split("\n")
        levels = dict(zip(words, table["levels"].tolist(), strict=True))
    assert levels == {"often": 3, "偶": 8, "常": 8}
