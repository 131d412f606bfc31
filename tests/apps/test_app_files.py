"""The YAML file of an app: what is written is what is read, and a mistake is told with its place."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sample_app import made

from weir.apps import App, Suggestions, Text, from_file, from_yaml, to_yaml
from weir.core.errors import WeirError

GOOD = to_yaml(made())

words = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), max_size=40)
texts = st.builds(Text, zh=words, en=words)
apps = st.builds(
    App,
    name=st.from_regex(r"[a-z0-9][a-z0-9-]{0,62}", fullmatch=True),
    title=texts,
    description=texts,
    model=words,
    knowledge_bases=st.lists(words, max_size=3).map(tuple),
    prompt=st.none() | texts,
    suggestions=st.builds(Suggestions, zh=st.lists(words, max_size=2).map(tuple)),
    evidence=st.integers(1, 50),
    grounded=st.booleans(),
)


@given(apps)
def test_what_is_written_is_what_is_read(app: App) -> None:
    assert from_yaml(to_yaml(app)) == app
    assert from_yaml(to_yaml(app)).digest == app.digest


def test_the_keys_stand_in_the_order_of_the_schema_and_chinese_stays_readable() -> None:
    keys = [line.split(":")[0] for line in GOOD.splitlines() if line and not line.startswith((" ", "-"))]
    assert keys == list(App.model_fields)
    assert "休假助手" in GOOD


def test_any_change_changes_the_digest() -> None:
    assert made().digest != made(evidence=11).digest != made(grounded=False).digest


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "file"),
        ("[1, 2]", "file"),
        ("name: [", "line 1"),
        (GOOD + "surprise: 1\n", "surprise"),
        (GOOD.replace("evidence: 12", "evidence: 0"), "evidence"),
        (GOOD.replace("name: leave", "name: ../etc"), "name"),
        (GOOD.replace("weir: app/1", "weir: app/2"), "weir"),
        (GOOD.replace("grounded: true", "grounded: !!python/object/apply:os.system ['true']"), "python"),
        ("a: " + "[" * 5000, "deep"),
    ],
)
def test_a_file_that_is_wrong_is_refused_with_the_place(text: str, told: str) -> None:
    with pytest.raises(WeirError) as refused:
        from_yaml(text)
    assert refused.value.code == "app.invalid"
    assert told in refused.value.text("en")
    assert refused.value.text("zh")


def test_a_file_that_cannot_be_read_is_refused(tmp_path: Path) -> None:
    (tmp_path / "odd.yaml").write_bytes(b"\xff\xfe\x00")
    for name in ("odd.yaml", "missing.yaml"):
        with pytest.raises(WeirError) as refused:
            from_file(tmp_path / name)
        assert refused.value.code == "app.invalid"
        assert name in refused.value.text("en")
