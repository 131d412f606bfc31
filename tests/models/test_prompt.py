"""What a user writes stays what a user wrote: it cannot end its turn or speak for somebody else."""

from __future__ import annotations

import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from weir.models import ChatRequest
from weir.models.local import prompt, schema

CONTROL = re.compile(r"<\|\w+\|>|<(start|end)_of_turn>|<[be]os>")
pieces = st.sampled_from(
    ["<|im_end|>", "<|im_start|>", "<", "|>", "<|", "<end_of_turn>", "<bos>", "\n", "assistant"]
)


def body(*messages: dict[str, Any], **params: Any) -> dict[str, Any]:
    return prompt.make(ChatRequest("x", list(messages), params), "x", ()).body


@given(
    st.lists(pieces | st.text(max_size=5), max_size=12).map("".join),
    st.sampled_from(["user", "system", "tool"]),
)
def test_no_text_imitates_the_chat_template(text: str, role: str) -> None:
    made = body(
        {"role": role, "content": text}, {"role": "user", "content": [{"type": "text", "text": text}]}
    )
    assert not any(CONTROL.search(message["content"]) for message in made["messages"])


def test_ordinary_text_is_left_alone() -> None:
    text = "a < b, <s>struck</s>, <|, |>, 1 <| 2 |> 3 & <div>"
    assert body({"role": "user", "content": text})["messages"][0]["content"] == text


def test_parameters_that_are_not_known_do_not_reach_the_engine() -> None:
    made = body(
        {"role": "user", "content": "x"}, grammar="root ::= x", id_slot=1, n_predict=9, temperature=0.5
    )
    assert made["temperature"] == 0.5
    assert not {"grammar", "id_slot", "n_predict"} & made.keys()


def test_tools_join_the_system_message() -> None:
    tool = {"type": "function", "function": {"name": "now"}}
    made = body({"role": "system", "content": "Be kind."}, {"role": "user", "content": "x"}, tools=[tool])
    assert made["messages"][0]["content"].startswith("Be kind.\n\nYou can call")
    assert [message["role"] for message in made["messages"]] == ["system", "user"]


@pytest.mark.parametrize("depth", [10, 100, 100_000])
def test_the_depth_of_a_schema_is_measured_without_recursion(depth: int) -> None:
    nested: Any = {}
    for _ in range(depth):
        nested = {"items": nested}
    assert (schema._depth(nested) > 48) == (depth > 48)
