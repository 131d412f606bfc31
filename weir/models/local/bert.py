"""A sentence-transformers BERT folder (safetensors and vocab.txt) made into one GGUF file for llama.cpp.

Source: the BertModel of llama.cpp's `convert_hf_to_gguf.py`. Matrices become Q8_0, the rest stays float32.
The result depends on the input alone, so that its digest can be pinned.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from weir.models.local import gguf

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_NORMAL, _CONTROL = 1, 3
_MEAN_POOLING = 1
_LAYER = {
    "attention.self.query": "attn_q",
    "attention.self.key": "attn_k",
    "attention.self.value": "attn_v",
    "attention.output.dense": "attn_output",
    "attention.output.LayerNorm": "attn_output_norm",
    "intermediate.dense": "ffn_up",
    "output.dense": "ffn_down",
    "output.LayerNorm": "layer_output_norm",
}
_EMBEDDINGS = {
    "embeddings.word_embeddings.weight": "token_embd.weight",
    "embeddings.position_embeddings.weight": "position_embd.weight",
    "embeddings.token_type_embeddings.weight": "token_types.weight",
    "embeddings.LayerNorm.weight": "token_embd_norm.weight",
    "embeddings.LayerNorm.bias": "token_embd_norm.bias",
}
_QUANTISED = (
    "attn_q.weight",
    "attn_k.weight",
    "attn_v.weight",
    "attn_output.weight",
    "ffn_up.weight",
    "ffn_down.weight",
)


def convert(weights: Path, vocabulary: Path, target: Path, *, name: str, heads: int) -> None:
    """Write `target` from a float32 safetensors file and a WordPiece vocabulary (one token a line)."""
    tensors = {_name(name): array for name, array in read_safetensors(weights).items() if _name(name)}
    layers = 1 + max(int(name.split(".")[1]) for name in tensors if name.startswith("blk."))
    positions, width = tensors["position_embd.weight"].shape
    metadata: dict[str, Any] = {
        "general.architecture": "bert",
        "general.name": name,
        "bert.block_count": layers,
        "bert.context_length": positions,
        "bert.embedding_length": width,
        "bert.feed_forward_length": tensors["blk.0.ffn_up.weight"].shape[0],
        "bert.attention.head_count": heads,
        "bert.attention.layer_norm_epsilon": 1e-12,
        "bert.attention.causal": False,
        "bert.pooling_type": _MEAN_POOLING,
        **_tokenizer(vocabulary.read_text(encoding="utf-8").splitlines()),
    }
    gguf.write(target, metadata, {name: _pack(name, array) for name, array in sorted(tensors.items())})


def read_safetensors(path: Path) -> dict[str, NDArray[np.float32]]:
    """The float32 tensors of a safetensors file. Source: huggingface/safetensors README, "Format"."""
    import numpy as np

    data = np.memmap(path, dtype=np.uint8, mode="r")
    start = 8 + int(data[:8].view("<u8")[0])
    header = json.loads(data[8:start].tobytes())
    return {
        name: data[start + entry["data_offsets"][0] : start + entry["data_offsets"][1]]
        .view("<f4")
        .reshape(entry["shape"])
        for name, entry in header.items()
        if name != "__metadata__" and entry["dtype"] == "F32"
    }


def _name(name: str) -> str:
    """llama.cpp's name of a tensor; empty for those that mean pooling does not need (the pooler)."""
    if name in _EMBEDDINGS:
        return _EMBEDDINGS[name]
    layer, _, part = name.removeprefix("encoder.layer.").partition(".")
    stem, _, suffix = part.rpartition(".")
    return f"blk.{layer}.{_LAYER[stem]}.{suffix}" if stem in _LAYER else ""


def _pack(name: str, array: NDArray[np.float32]) -> NDArray[Any]:
    return gguf.quantise(array) if name.endswith(_QUANTISED) or name == "token_embd.weight" else array


def _tokenizer(tokens: list[str]) -> dict[str, Any]:
    """WordPiece as llama.cpp wants it: a word's first piece carries ``▁``, the others lose their `##`."""
    control = [token.startswith("[") and token.endswith("]") and len(token) > 2 for token in tokens]
    return {
        "bert.vocab_size": len(tokens),
        "tokenizer.ggml.model": "bert",
        "tokenizer.ggml.token_type_count": 2,
        "tokenizer.ggml.tokens": [
            token if special else token[2:] if token.startswith("##") else "\u2581" + token
            for token, special in zip(tokens, control, strict=True)
        ],
        "tokenizer.ggml.token_type": [_CONTROL if special else _NORMAL for special in control],
        "tokenizer.ggml.bos_token_id": tokens.index("[CLS]"),
        "tokenizer.ggml.eos_token_id": tokens.index("[SEP]"),
        "tokenizer.ggml.unknown_token_id": tokens.index("[UNK]"),
        "tokenizer.ggml.seperator_token_id": tokens.index("[SEP]"),  # llama.cpp's own spelling
        "tokenizer.ggml.padding_token_id": tokens.index("[PAD]"),
        "tokenizer.ggml.cls_token_id": tokens.index("[CLS]"),
        "tokenizer.ggml.mask_token_id": tokens.index("[MASK]"),
    }
