"""The desk where each candidate had numbers of their own: what is right differs from answer to answer."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal
from typing import Any

from app.bank.domain.items import ItemFace, ItemKey, KeyPoint
from app.bank.domain.types import ItemType
from app.marking.domain.plans import Blanks, GradingPlan
from app.marking.works import PartView
from tests.marking.conftest import Scene, add_part
from tests.marking.test_desk import desk_url

BLANK = ItemType.FILL_BLANK
STEM = "获客成本是每人 ____ 元，回收期是 ____ 个月。"


def with_own_keys(scene: Scene, part: PartView, keys: list[ItemKey], key: ItemKey) -> None:
    face = ItemFace(type=BLANK, stem=STEM, blanks=2, points=Decimal(4))
    responses = [
        replace(response, face=face, key=own)
        for response, own in zip(part.responses, keys, strict=True)
    ]
    plan = GradingPlan(blanks=Blanks.LENIENT)
    scene.essays.parts[7] = replace(part, face=face, key=key, plan=plan, responses=responses)


def test_blanks_show_the_numbers_of_the_answer_that_is_judged(
    scene: Scene, as_user: Any, version: Any
) -> None:
    answers = list(zip(scene.students[:2], [["240", "6"], ["300", "8"]], strict=True))
    part = add_part(scene.essays, scene.class_, version, answers, type_=BLANK, points=Decimal(4))
    keys = [ItemKey(blanks=((cost,), (months,))) for cost, months in [("250", "6"), ("310", "8")]]
    with_own_keys(scene, part, keys, ItemKey(blanks=(("{{cost}}",), ("{{months}}",))))
    client = as_user(scene.teacher)
    page = client.get(desk_url(scene)).text
    assert "{{" not in page
    # One judgement for both: the rubric has the numbers of the first, the other answer its own.
    first, second = re.findall(
        r"data-answer-text>(.*?)</blockquote>(.*?)</article>", page, re.DOTALL
    )
    legends = re.findall(
        r'class="zk-marking__n" aria-hidden="true">\d</span><span[^>]*>(\d+)<', page
    )
    assert legends in (["250", "6"], ["310", "8"])
    other = "①310；②8" if legends[0] == "250" else "①250；②6"
    assert "这一份的" not in first[1]
    assert f'这一份的：<span lang="zh-Hans">{other}</span>' in second[1]
    page = client.get(f"/classes/{scene.class_.public_id}/marking/essay/7").text
    assert "{{" not in page


def test_key_points_with_own_numbers_are_told_beside_each_answer_but_the_first(
    scene: Scene, as_user: Any, version: Any
) -> None:
    said = "多数不满的客户沉默地离开"
    answers: list[Any] = [(student, said) for student in scene.students[:2]]
    part = add_part(scene.essays, scene.class_, version, answers)
    keys = [
        ItemKey(key_points=(KeyPoint(id="k1", text=text, points=Decimal(6)),), model_answer="略")
        for text in ("不满的客户有 30 人沉默离开", "不满的客户有 40 人沉默离开")
    ]
    responses = [replace(r, key=own) for r, own in zip(part.responses, keys, strict=True)]
    key = replace(keys[0], key_points=(replace(keys[0].key_points[0], text="{{n}} 人"),))
    scene.essays.parts[7] = replace(part, key=key, responses=responses)
    page = as_user(scene.teacher).get(desk_url(scene)).text
    assert page.count("这一份的：") == 1
