"""Help and complaints, in English and in Chinese."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys

import pytest
from terminal import Typed

HEAVY = ("sqlalchemy", "pydantic", "numpy", "dbos", "alembic", "fastapi", "xllamacpp", "asyncio", "yaml")
WALK = """
import json, os, sys
from weir.cli.chinese import teach, tell_help
if os.environ["WEIR_LANGUAGE"] == "zh":
    teach()
import typer
from weir.cli.commands import tree
command = typer.main.get_command(tree)
if os.environ["WEIR_LANGUAGE"] == "zh":
    tell_help(command, ["--help"])
def walk(path, command):
    texts = {path: command.help}
    texts |= {f"{path} {p.name}": p.help for p in command.params}
    for name, child in getattr(command, "commands", {}).items():
        texts |= walk(f"{path} {name}", child)
    return texts
print(json.dumps(walk("weir", command)))
"""
CHINESE = re.compile("[\u4e00-\u9fff]")


def texts(language: str) -> dict[str, str | None]:
    environment = {**os.environ, "WEIR_LANGUAGE": language}
    done = subprocess.run([sys.executable, "-c", WALK], capture_output=True, check=True, env=environment)
    found: dict[str, str | None] = json.loads(done.stdout)
    return found


def test_every_command_and_option_has_a_help_text_in_english() -> None:
    found = texts("en")
    assert len(found) > 100
    assert [name for name, text in found.items() if not text or CHINESE.search(text.replace("堰", ""))] == []


def test_every_command_and_option_has_a_help_text_in_chinese() -> None:
    found = texts("zh")
    assert [name for name, text in found.items() if not text or not CHINESE.search(text)] == []


def test_help_in_a_chinese_terminal_is_chinese_to_the_last_title(process: Typed) -> None:
    told = process("models", "pull", "--help", LANG="zh_CN.UTF-8")
    assert told.code == 0
    for word in ("参数", "选项", "显示本帮助", "环境变量"):
        assert word in told.out
    for word in ("Options", "Arguments", "Show this message", "env var"):
        assert word not in told.out


def test_the_short_form_of_help_is_told_in_both_languages(process: Typed) -> None:
    assert "-h" in process("kb", "list", "--help").out
    assert "-h" in process("kb", "list", "--help", LANG="zh_CN.UTF-8").out


def test_help_and_version_load_nothing_heavy() -> None:
    program = (
        "import sys; sys.argv = ['weir', '--help']\n"
        "from weir.cli import main\n"
        "try: main()\n"
        "except SystemExit: pass\n"
        f"sys.stderr.write(','.join(m for m in {HEAVY!r} if m in sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert "ask" in done.stdout
    assert done.stderr == ""


@pytest.mark.parametrize(
    ("arguments", "english", "chinese"),
    [
        (["ask"], "Missing argument 'QUESTION'.", "缺少参数 QUESTION。"),
        (["models", "add", "a/b"], "Missing option '--url'.", "缺少选项 --url。"),
        (["nope"], "No such command 'nope'.", "没有命令 nope。"),
        (["kb", "lis"], "Did you mean 'list'?", "是否想输入 list？"),
        (["kb", "list", "--nope"], "No such option: --nope", "没有选项 --nope。"),
        (["kb", "list", "more"], "unexpected extra argument", "多余的参数：more。"),
        (["keys", "create", "k", "--days", "0"], "not in the range", "0 不在范围"),
        (["keys", "create", "k", "--days", "x"], "not a valid int", "不是整数"),
        (["guard", "check", "hi", "--side", "up"], "is not one of", "可选"),
        (["rag", "eval", "/no/such"], "does not exist", "文件 /no/such 不存在。"),
        (["restore", "/"], "is a directory", "是目录，不是文件。"),
        (["keys", "create", "k", "--role", "king"], "king is none of admin", "king 无效，可选 admin"),
    ],
)
def test_wrong_use_is_explained_in_the_language_of_the_terminal(
    typed: Typed, arguments: list[str], english: str, chinese: str
) -> None:
    for language, words in (("C.UTF-8", english), ("zh_CN.UTF-8", chinese)):
        told = typed(*arguments, LANG=language)
        assert told.code == 2
        assert words in told.err
        assert "--help" in told.err
        assert told.out == ""


def test_wrong_use_is_json_when_json_was_asked_for(typed: Typed) -> None:
    told = typed("kb", "list", "--nope", "--json")
    assert told.code == 2
    assert told.json["error"]["code"] == "cli.wrong_use"


def test_a_group_without_a_verb_prints_its_help(typed: Typed) -> None:
    told = typed("kb")
    assert told.code == 2
    assert "verify" in told.out


@pytest.mark.parametrize(
    ("variables", "word"),
    [
        ({"LANG": "zh_CN.UTF-8"}, "没有"),
        ({"LANG": "zh_TW.UTF-8"}, "没有"),
        ({"LANG": "de_DE.UTF-8"}, "There is no"),
        ({"LANG": "zh_CN.UTF-8", "LC_ALL": "C"}, "There is no"),
        ({"LANG": "C", "LC_MESSAGES": "zh_CN.UTF-8"}, "没有"),
        ({"LANG": "C", "WEIR_LANGUAGE": "zh"}, "没有"),
    ],
)
def test_the_language_is_that_of_the_terminal_or_of_the_setting(
    typed: Typed, variables: dict[str, str], word: str
) -> None:
    told = typed("apps", "export", "nope", **variables)
    assert told.code == 3
    assert word in told.err or "不存在" in told.err
