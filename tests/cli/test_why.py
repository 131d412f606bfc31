"""`weir kb search --explain`: every chunk with the reason it was found."""

from __future__ import annotations

from pathlib import Path

from terminal import Typed


def test_a_search_explains_each_chunk_in_both_languages(typed: Typed, tmp_path: Path) -> None:
    (tmp_path / "rules.md").write_text("# 员工手册\n\n满一年的员工有五天年假。\n", "utf-8")
    typed("kb", "create", "rules")
    typed("kb", "add", "rules", tmp_path / "rules.md")
    told = typed("kb", "search", "rules", "“年假”有几天", "--explain").out
    for said in ("1. rules.md", "found by words: rank 1, bm25", "matched", "年假", "quoted 1"):
        assert said in told
    assert "来源 词" in typed("kb", "search", "rules", "年假", "--explain", LANG="zh_CN.UTF-8").out
    assert "Nothing was found" in typed("kb", "search", "rules", "zzz", "--explain").out
