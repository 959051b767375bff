"""What the editor says of key points that the engine cannot hold an answer to."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from app.bank.domain.items import ItemFace, ItemKey, KeyPoint
from app.bank.domain.lint import Sign
from app.bank.domain.types import ItemType
from app.bank.lint_answers import lint_item
from app.bank.remark_words import WORDS
from tests.bank.posted import posted

SOUND = {
    "k1": "转换成本越高，客户越难离开",
    "k2": "员工缺乏培训，不会使用系统",
}


def look(stem: str, points: dict[str, str], model: str) -> list[tuple[Sign, str]]:
    face = ItemFace(type=ItemType.SHORT_ANSWER, stem=stem, points=Decimal(4))
    rows = tuple(
        KeyPoint(id=id_, text=text, points=Decimal(2), variants=()) for id_, text in points.items()
    )
    key = ItemKey(key_points=rows, model_answer=model)
    return [(remark.sign, str(remark.facts["points"])) for remark in lint_item(face, key)]


@pytest.mark.usefixtures("db")
def test_a_sound_item_gets_no_remark() -> None:
    assert look("分析两个原因。", SOUND, "；".join(SOUND.values()) + "。") == []


@pytest.mark.usefixtures("db")
def test_a_model_answer_that_lacks_a_point_is_named() -> None:
    found = look("分析两个原因。", SOUND, "转换成本越高，客户越难离开。")
    assert found == [(Sign.MODEL_MISSED, "2")]


@pytest.mark.usefixtures("db")
def test_key_points_without_names_have_none_to_exchange() -> None:
    points = {
        "k1": "对象是一位或一群客户在某类产品上的全部花费",
        "k2": "是花在本企业的部分所占的比例",
        "k3": "与市场占有率不同，衡量关系的深度",
    }
    found = look("客户份额", points, "；".join(points.values()) + "。")
    assert Sign.EXCHANGE_EARNS not in [sign for sign, _points in found]


@pytest.mark.usefixtures("db")
def test_an_unfinished_item_is_left_alone() -> None:
    assert look("分析两个原因。", {"k1": "", "k2": "甲"}, "甲。") == []
    assert look("分析两个原因。", SOUND, " ") == []
    assert look("", SOUND, "甲。") == []


@pytest.mark.usefixtures("db")
def test_other_types_are_left_alone() -> None:
    face = ItemFace(type=ItemType.FILL_BLANK, stem="甲是 ____。", points=Decimal(1))
    assert lint_item(face, ItemKey(blanks=(("乙",),))) == []


def test_every_trial_has_words() -> None:
    signs = (
        Sign.MODEL_MISSED,
        Sign.COPY_EARNS,
        Sign.DENIAL_EARNS,
        Sign.EXCHANGE_EARNS,
        Sign.MISTAKE_EARNS,
        Sign.TURNED_EARNS,
    )
    facts = {"points": "1、2", "score": "2"}
    assert all(str(WORDS[sign][0]) % facts and str(WORDS[sign][1]) for sign in signs)


@pytest.mark.usefixtures("loaded")
def test_the_editor_says_it_at_the_key_points(make: Any, as_user: Callable[..., Any]) -> None:
    teacher = as_user(make.teacher())
    model = {"model_answer": "今天天气很好，适合出门散步。"}
    page = teacher.post(
        "/bank/preview?type=short_answer", data=posted("short_answer", **model)
    ).text
    assert "系统在参考答案里认不出采分点" in page


@pytest.mark.usefixtures("loaded")
def test_who_stored_an_item_that_fails_its_trials_is_told(
    make: Any, as_user: Callable[..., Any]
) -> None:
    teacher = as_user(make.teacher())
    form = posted("short_answer", model_answer="今天天气很好，适合出门散步。")
    page = teacher.post("/bank/new?type=short_answer", data=form, follow_redirects=True).text
    assert "题目已存下并发布" in page
    assert "系统自测没有全部通过" in page
    assert "系统在参考答案里认不出采分点" in page
    sound = {f"key_points-{n}-text": text for n, text in enumerate(SOUND.values())}
    form = posted("short_answer", **sound, model_answer="；".join(SOUND.values()) + "。")
    page = teacher.post("/bank/new?type=short_answer", data=form, follow_redirects=True).text
    assert "系统自测没有全部通过" not in page
