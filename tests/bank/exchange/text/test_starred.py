"""Questions that somebody marked with a star behind the number."""

from __future__ import annotations

import pytest

from app.bank.exchange.text import read_text


@pytest.mark.parametrize("star", ["★", "☆☆☆", "※", "【★】", "（▲）", "⭐ "])
def test_a_star_behind_the_number_is_no_part_of_the_question(star: str) -> None:
    found = read_text(
        f"复习重点\n一、单选题\n1、{star}催付应当（A）。\nA、及时 B、深夜\n2、退款应当（B）。\nA、拖延 B、尽快\n"
        f"二、简答题\n1、{star}怎样回访？\n答：先预约。\n2、怎样致歉？\n答：说明原因。\n"
    )
    assert [one.stem for one in found.questions] == [
        "催付应当（\u3000）。",
        "退款应当（\u3000）。",
        "怎样回访？",
        "怎样致歉？",
    ]


def test_stars_that_are_a_word_stay() -> None:
    found = read_text(
        "一、简答题\n1. ★★★级酒店怎样分级会员？\n2. ★★★★★店铺怎样维护？\n3. ★级服务指什么？\n"
    )
    assert [one.stem for one in found.questions] == [
        "★★★级酒店怎样分级会员？",
        "★★★★★店铺怎样维护？",
        "★级服务指什么？",
    ]


def test_stars_that_tell_the_key_stay() -> None:
    found = read_text(
        "判断题（正确的在题号后打★）\n1、★催付要及时。\n2、积分不能用。\n3、★退款要尽快。\n"
    )
    assert [(one.stem or "")[:1] == "★" for one in found.questions] == [True, False, True]
