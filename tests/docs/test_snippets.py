"""What the pages tell people to type works as it stands there."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from pages import ROOT, Block, blocks
from reader import Reader

from weir.apps import from_file, from_yaml
from weir.core.config import load_config
from weir.guard import Guard, load_policy

PYTHON = [block for block in blocks("python") if block.page.startswith(("README", "docs/"))]
YAML = blocks("yaml")
CONFIGURATION = [
    block for block in YAML if block.page.endswith(("configuration.md", "access.md", "labels.md"))
]


@pytest.mark.slow
@pytest.mark.parametrize("block", PYTHON, ids=str)
def test_a_python_example_runs_against_a_fresh_weir(block: Block, reader: Reader) -> None:
    program = block.text.replace("http://127.0.0.1:8600", reader.address).replace("weir_sk_...", reader.key)
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip()


def test_there_are_python_examples() -> None:
    assert len(PYTHON) >= 6


@pytest.mark.parametrize("block", CONFIGURATION, ids=str)
def test_a_configuration_example_is_valid(block: Block, tmp_path: Path) -> None:
    file = tmp_path / "weir.yaml"
    file.write_text(block.text, encoding="utf-8")
    assert load_config({"home": tmp_path}, {}, file).home == tmp_path


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_policy_example_with_its_criterion_and_answer_is_a_policy(language: str, tmp_path: Path) -> None:
    parts = [block.text for block in YAML if block.page == f"docs/{language}/guard.md"]
    choice, policy = parts[0], "".join(parts[1:])
    assert yaml.safe_load(choice)["guard"]["policy"] == "cn-tc260"
    file = tmp_path / "our-bank.yaml"
    file.write_text(policy, encoding="utf-8")
    guard = Guard(load_policy(file))
    assert guard.screen("When are you open?", "input").reply == "Monday to Friday from 9 to 17."


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_app_example_is_an_app(language: str) -> None:
    (text,) = (block.text for block in YAML if block.page == f"docs/{language}/command-line.md")
    assert from_yaml(text).name == "handbook"


@pytest.mark.slow
@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_guide_answers_the_questions_that_it_suggests(language: str, reader: Reader) -> None:
    suggestions = from_file(ROOT / "apps" / "guide" / "app.yaml").suggestions
    for question in getattr(suggestions, language):
        facts = reader.ask_guide(question)["weir"]
        assert not facts["refused"], question
        assert {citation["document"] for citation in facts["citations"]}, question
