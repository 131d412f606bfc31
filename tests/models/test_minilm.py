"""MiniLM on llama.cpp gives the vectors of the original network, computed here step by step in numpy."""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from conftest import carried_home

from weir.core.errors import WeirError
from weir.models.carriers.pull import pull
from weir.models.carriers.weights import Weights
from weir.models.catalogue import catalogue
from weir.models.local.bert import read_safetensors
from weir.models.local.embedding import LocalEmbedding
from weir.models.local.engine import Plan
from weir.models.local.engines import Engines

TEXTS = [
    "The cat sits on the mat.",
    "A feline rests on a rug.",
    "Interest rates rose sharply in 2023; café naïve!",
    "Unbelievably, the counter-offer (of $3.14) was declined.",
    "银行利率上升",
    "Words " * 100,
    "",
]


class Reference:
    """BERT and WordPiece as in the papers: slow and plain."""

    def __init__(self, folder: Path) -> None:
        self.weights = read_safetensors(folder / "part-0")
        tokens = (folder / "part-1").read_text(encoding="utf-8").splitlines()
        self.ids = {token: number for number, token in enumerate(tokens)}

    def tokens(self, text: str) -> list[int]:
        text = "".join(
            c for c in unicodedata.normalize("NFD", text.lower()) if unicodedata.category(c) != "Mn"
        )
        words = re.findall(r"[\u4e00-\u9fff]|[^\W_\u4e00-\u9fff]+|[^\w\s]|_", text)
        return [101, *(piece for word in words for piece in self.pieces(word)), 102]

    def pieces(self, word: str) -> list[int]:
        found, start = [], 0
        while start < len(word):
            mark = "##" if start else ""
            ends = (end for end in range(len(word), start, -1) if mark + word[start:end] in self.ids)
            if not (end := next(ends, 0)):
                return [self.ids["[UNK]"]]
            found.append(self.ids[mark + word[start:end]])
            start = end
        return found

    def vector(self, text: str) -> Any:
        ids, w = self.tokens(text), self.weights
        x = (
            w["embeddings.word_embeddings.weight"][ids]
            + w["embeddings.position_embeddings.weight"][: len(ids)]
        )
        x = self.norm(x + w["embeddings.token_type_embeddings.weight"][0], "embeddings.LayerNorm")
        for layer in range(6):
            x = self.layer(x, f"encoder.layer.{layer}")
        mean = x.mean(axis=0)
        return mean / np.linalg.norm(mean)

    def layer(self, x: Any, name: str) -> Any:
        q, k, v = (
            self.linear(x, f"{name}.attention.self.{part}").reshape(len(x), 12, 32).transpose(1, 0, 2)
            for part in ("query", "key", "value")
        )
        scores = q @ k.transpose(0, 2, 1) / math.sqrt(32)
        scores = np.exp(scores - scores.max(axis=-1, keepdims=True))
        mixed = ((scores / scores.sum(axis=-1, keepdims=True)) @ v).transpose(1, 0, 2).reshape(len(x), 384)
        x = self.norm(
            x + self.linear(mixed, f"{name}.attention.output.dense"), f"{name}.attention.output.LayerNorm"
        )
        wide = self.linear(x, f"{name}.intermediate.dense")
        wide = wide * 0.5 * (1 + np.vectorize(math.erf)(wide / math.sqrt(2)))
        return self.norm(x + self.linear(wide, f"{name}.output.dense"), f"{name}.output.LayerNorm")

    def linear(self, x: Any, name: str) -> Any:
        return x @ self.weights[f"{name}.weight"].T + self.weights[f"{name}.bias"]

    def norm(self, x: Any, name: str) -> Any:
        scaled = (x - x.mean(-1, keepdims=True)) / np.sqrt(x.var(-1, keepdims=True) + 1e-12)
        return scaled * self.weights[f"{name}.weight"] + self.weights[f"{name}.bias"]


@pytest.fixture(scope="session")
def original(tmp_path_factory: pytest.TempPathFactory) -> Reference:
    """The safetensors and the vocabulary that our GGUF was made of, kept in the cache as well."""
    import asyncio

    folder = tmp_path_factory.mktemp("minilm")
    for number, part in enumerate(catalogue()["local/minilm-l6"].weights.parts):
        weights = Weights("minilm part", (part,), part.sha256)
        try:
            path = asyncio.run(pull(weights, carried_home(), lambda done, total: None))
        except WeirError as error:
            pytest.skip(f"no weights: {error.text()}")
        (folder / f"part-{number}").symlink_to(path)
    return Reference(folder)


@pytest.fixture
async def model(minilm: Path) -> AsyncIterator[LocalEmbedding]:
    engines = Engines()
    yield LocalEmbedding(Plan("local/minilm-l6", minilm, context=512, embedding=True), 384, engines)
    await engines.aclose()


async def test_the_vectors_are_those_of_the_original_network(
    model: LocalEmbedding, original: Reference
) -> None:
    made = await model.embed(TEXTS)
    assert made.vectors.shape == (len(TEXTS), 384)
    cosines = [float(original.vector(text) @ row) for text, row in zip(TEXTS, made.vectors, strict=True)]
    assert min(cosines[:-1]) >= 0.995, cosines
    assert made.usage.prompt_tokens == sum(len(original.tokens(text)) for text in TEXTS[:-1]) + 2


async def test_what_means_the_same_is_near(model: LocalEmbedding) -> None:
    made = (await model.embed(TEXTS)).vectors
    assert made[0] @ made[1] > 0.5
    assert made[0] @ made[2] < 0.2


async def test_a_text_too_long_is_cut_at_its_end_and_the_others_are_not(model: LocalEmbedding) -> None:
    long = "The weather is fine. " * 1000
    both = (await model.embed(["The cat sits on the mat.", long, "x" * 50_000])).vectors
    alone = (await model.embed(["The cat sits on the mat.", "The weather is fine. " * 100])).vectors
    assert both[0] @ alone[0] > 0.999
    assert both[1] @ alone[1] > 0.99
    assert np.isfinite(both).all()


async def test_nothing_to_embed_is_nothing(model: LocalEmbedding) -> None:
    assert (await model.embed([])).vectors.shape == (0, 384)
