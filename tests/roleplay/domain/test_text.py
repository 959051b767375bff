"""The written form on which utterances are judged."""

from __future__ import annotations

import pytest

from app.roleplay.domain.features import extract, longest_shared
from app.roleplay.domain.matching import holds, mentions
from app.roleplay.domain.text import LONGEST, bare


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("您好，请问您贵姓？", "你好 请问你贵姓"),
        ("對不起，讓您久等了", "对不起,让您久等了"),
        ("ＯＫ，我查一下", "ok我查一下"),
        ("我 帮 您 查 一 下", "我帮您查一下"),
        ("嗯，那个，我帮您查一下😊", "我帮您查一下"),
        ("三点前送到……", "三点前送到"),
        ("24小时内回您", "48小时内回您"),
        ("30%的折扣", "50％的折扣"),
    ],
)
def test_looks_do_not_matter(one: str, other: str) -> None:
    assert bare(one) == bare(other)


def test_words_of_latin_text_stay_apart() -> None:
    assert bare("Sorry  for the delay!") == "sorry for the delay"
    assert bare("这个 bug 我们在修") == "这个bug我们在修"


@pytest.mark.parametrize("text", ["", "   ", "😀😀", "！？……", "\u200b"])
def test_nothing_said_is_nothing(text: str) -> None:
    assert bare(text) == ""


def test_a_lone_interjection_is_kept_and_one_nod_is_like_two() -> None:
    assert bare("嗯嗯") == bare("嗯。") == "嗯嗯"
    assert bare("哦。") == "哦"


def test_length_is_bounded() -> None:
    assert len(bare("好" * 50_000)) == LONGEST


def test_patterns_tell_their_words() -> None:
    features = extract("我这就帮您查一下，下午四点前给您回电话")
    assert features.words["p:commit.within"] == "下午四点前"
    assert features.words["p:offer.help"].startswith("我这就帮你查")


def test_echoes_tell_what_the_customer_said_before() -> None:
    assert "echo:first" in extract("蓝色的没有来，对吗", "蓝色的没有来").names
    assert not any(name.startswith("echo:") for name in extract("蓝色的没有来，对吗").names)


@pytest.mark.parametrize(
    ("one", "other", "length"),
    [("三趟都没办成", "跑了三趟", 2), ("你好", "再见", 0), ("啊" * 9, "啊" * 9, 7)],
)
def test_longest_shared_piece(one: str, other: str, length: int) -> None:
    assert longest_shared(one, other) == length


@pytest.mark.parametrize(
    ("text", "promised"),
    [
        ("给您固定教练", True),
        ("不能固定教练", False),
        ("没办法给您固定", False),
        ("不能退，但可以固定教练", True),
        ("我们安排一下", False),
    ],
)
def test_denied_words_promise_nothing(text: str, promised: bool) -> None:
    assert holds(bare(text), ["固定"]) is promised


def test_no_words_ask_for_nothing() -> None:
    assert holds("随便", [])
    assert not mentions("随便", [])
