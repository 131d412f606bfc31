"""YAML that people write."""

from __future__ import annotations

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from weir.core.yaml import MOST_ALIASES, YAMLError, load_yaml

words = st.text("abc 字词:-#'\"{}[]&*!|>%@`0123456789", max_size=12)
plain = st.recursive(
    st.none() | st.booleans() | st.integers() | words,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(words, inner, max_size=4),
    max_leaves=20,
)


@given(plain)
def test_what_was_written_is_read(value: object) -> None:
    assert load_yaml(yaml.safe_dump(value, allow_unicode=True)) == value


@pytest.mark.parametrize("text", ["a: 1\nb: 2\na: 3\n", "x:\n  a: 1\n  'a': 2\n", "{a: 1, a: 1}"])
def test_a_key_that_stands_twice_is_refused_with_its_line(text: str) -> None:
    with pytest.raises(YAMLError, match=r"the key 'a' stands twice[\s\S]*line \d"):
        load_yaml(text)


def test_the_same_key_in_two_mappings_is_no_mistake() -> None:
    assert load_yaml("x: {a: 1}\ny: {a: 2}\n") == {"x": {"a": 1}, "y": {"a": 2}}


def test_pointers_to_pointers_end_before_they_fill_the_memory() -> None:
    rows = ["a0: &a0 [x, x]"] + [f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 9)}]" for i in range(1, 30)]
    with pytest.raises(YAMLError, match=f"more than {MOST_ALIASES} aliases"):
        load_yaml("\n".join(rows))


def test_no_object_is_made_from_a_tag() -> None:
    with pytest.raises(YAMLError):
        load_yaml("!!python/object/apply:os.system [echo]")
