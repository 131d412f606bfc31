"""How much a text tells: what a reader would keep above what he would skip, in both languages."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from weir.knowledge.chunks.density import density, features

TELLS = [
    "电梯每十五天由持证人员维护一次，并在机房登记时间、内容和更换的零件。",
    "The fire doors close by themselves; they must never be wedged open, even during deliveries.",
    "| 楼层 | 灭火器 | 检查日期 |\n| --- | --- | --- |\n| 1 | 12 | 2024-03-01 |\n| 2 | 9 | 2024-03-02 |",
]
TELLS_NOT = [
    "首页 产品 服务 关于我们 联系我们 登录 注册",
    "Home\nNews\nSign in\nRegister\nContact us",
    "目录\n第一章 ........ 1\n第二章 ........ 9",
    "https://example.com/1 https://example.com/2 https://example.com/3",
]


@pytest.mark.parametrize("text", TELLS)
@pytest.mark.parametrize("other", TELLS_NOT)
def test_what_tells_something_is_above_what_does_not(text: str, other: str) -> None:
    assert density(text) > 0.5 > density(other)


@settings(deadline=None)
@given(st.text(max_size=400))
def test_any_text_has_a_score_and_features_between_0_and_1(text: str) -> None:
    assert 0 <= density(text) <= 1
    assert all(0 <= value <= 1 for value in features(text))
