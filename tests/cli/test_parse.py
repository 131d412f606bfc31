"""`weir parse` prints a file as Markdown, JSON or text, and says on standard error what is doubtful."""

from __future__ import annotations

from pathlib import Path

import pytest
from terminal import Typed

HANDBOOK = """# 员工手册

为规范数据处理活动，制定本办法。

- 一
  - 甲
- 二

| 部门 | Owner |
| --- | --- |
| 风控 | Li Lei |

```
x = 1
```

[^1]: A note.
"""


@pytest.fixture
def handbook(tmp_path: Path) -> Path:
    path = tmp_path / "手册.md"
    path.write_text(HANDBOOK, encoding="utf-8")
    return path


def test_markdown_keeps_headings_lists_tables_code_and_notes(typed: Typed, handbook: Path) -> None:
    assert typed("parse", handbook, "--to", "md").out == HANDBOOK


def test_markdown_is_what_is_printed_without_a_wish(typed: Typed, handbook: Path) -> None:
    assert typed("parse", handbook).out == HANDBOOK


def test_json_is_one_object_with_every_cell(typed: Typed, handbook: Path) -> None:
    told = typed("parse", handbook, "--to", "json").json

    assert (told["title"], told["language"], told["warnings"]) == ("员工手册", "zh", [])
    assert told["metadata"]["parser"] == "markdown"
    kinds = [element["kind"] for element in told["elements"]]
    assert kinds == ["heading", "paragraph", "list", "table", "code", "footnote"]
    cells = {(c["row"], c["column"]): c["text"] for c in told["elements"][3]["cells"]}
    assert cells == {(0, 0): "部门", (0, 1): "Owner", (1, 0): "风控", (1, 1): "Li Lei"}


def test_text_is_the_words_alone(typed: Typed, handbook: Path) -> None:
    told = typed("parse", handbook, "--to", "text").out

    assert told.startswith("员工手册\n\n为规范数据处理活动")
    assert "#" not in told


def test_warnings_stand_beside_the_result(typed: Typed, tmp_path: Path) -> None:
    page = tmp_path / "old.xls"
    page.write_text("<html><body><h1>报表</h1><p>一季度</p></body></html>", encoding="utf-8")
    told = typed("parse", page)

    assert told.out == "# 报表\n\n一季度\n"
    assert "Web page" in told.err


def test_standard_input_is_read(process: Typed) -> None:
    told = process("parse", "-", "--to", "md", stdin="a,b\n1,2\n3,4\n")

    assert told.out == "| a | b |\n| --- | --- |\n| 1 | 2 |\n| 3 | 4 |\n"
    assert process("parse", "-", "--name", "a.rst", stdin="标题\n====\n").out == "# 标题\n"


def test_a_file_that_cannot_be_read_is_refused_with_its_reason(typed: Typed, tmp_path: Path) -> None:
    broken = tmp_path / "half.zip"
    broken.write_bytes(b"PK\x03\x04 half")
    told = typed("parse", broken, LANG="zh_CN.UTF-8")

    assert (told.code, told.out) == (2, "")
    assert "document.broken" in told.err
    assert "无法" in told.err


def test_the_limits_are_those_of_the_configuration(typed: Typed, handbook: Path) -> None:
    told = typed("parse", handbook, WEIR_DOCUMENTS__MAX_BYTES="10")

    assert told.code != 0
    assert "document.too_large" in told.err
