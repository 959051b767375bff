"""The parts of a case made one question, where one answer was written for all of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from app.bank.domain.items import KeyPoint
from app.bank.domain.types import ItemType
from app.bank.exchange.questions import Problem, ProblemKind, Question
from app.bank.exchange.together import groups_to_join, join
from app.bank.import_data import from_data
from tests.bank.imports import Reader, at, bring, confirm, fields, own_items, rows_of, truth

pytestmark = pytest.mark.usefixtures("loaded")
CASE = ("案例一", "茶馆换了收银系统，小本子上的口味没有人再翻，老顾客渐渐不来了。")
ANSWER = "先把小本子录入系统，再逐一回访老顾客。"


def part(number: int, stem: str, **more: Any) -> Question:
    points = (
        KeyPoint(id="p1", text="录入系统", points=Decimal(5)),
        KeyPoint(id="p2", text="逐一回访", points=Decimal(5)),
    )
    shared = Problem(ProblemKind.SHARED_ANSWER, number)
    values: dict[str, Any] = {"source": at(number), "type": ItemType.ESSAY, "material": CASE}
    values |= {"reference": ANSWER, "key_points": points, "points": Decimal(10)}
    return Question(stem=stem, number=str(number), problems=(shared,), **(values | more))


PARTS = (part(5, "老顾客为什么走了？"), part(6, "怎样挽回？"))


@pytest.fixture
def teacher(make: Any, as_user: Callable[..., Any]) -> Any:
    return as_user(make.teacher())


def test_one_question_has_the_answer_once_and_the_marks_of_both() -> None:
    whole = join(PARTS)
    assert whole.stem == "（1）老顾客为什么走了？\n\n（2）怎样挽回？"
    assert (whole.type, whole.reference, whole.material) == (ItemType.ESSAY, ANSWER, CASE)
    assert whole.points == Decimal(20)
    assert [(one.id, one.text, one.points) for one in whole.key_points] == [
        ("p1", "录入系统", Decimal(10)),
        ("p2", "逐一回访", Decimal(10)),
    ]
    assert (whole.source.first, whole.source.last, whole.problems) == (5, 6, ())


def test_marks_that_do_not_share_out_still_add_up() -> None:
    three = tuple(KeyPoint(id=f"p{n}", text=f"要点{n}", points=Decimal(1)) for n in range(1, 4))
    whole = join([replace(one, key_points=three, points=Decimal("3.5")) for one in PARTS])
    assert sum(one.points for one in whole.key_points) == whole.points == Decimal(7)


def test_answers_of_their_own_are_put_one_below_the_other() -> None:
    other = replace(PARTS[1], reference="赔礼。", key_points=PARTS[1].key_points[:1])
    whole = join([PARTS[0], other])
    assert whole.reference == f"{ANSWER}\n\n赔礼。"
    assert [one.id for one in whole.key_points] == ["p1", "p2", "p3"]
    assert sum(one.points for one in whole.key_points) == Decimal(20)


def test_which_questions_are_meant() -> None:
    last_only = (
        replace(PARTS[0], reference=None, key_points=(), problems=()),
        replace(PARTS[1], problems=()),
    )
    each = tuple(replace(one, problems=()) for one in PARTS)
    another = replace(PARTS[0], material=("案例二", "别的事。"))
    found = [list(one) for one in groups_to_join([truth(), *PARTS, another, *each])]
    assert found == [[1, 2]]
    assert [list(one) for one in groups_to_join(last_only)] == [[0, 1]]
    assert list(groups_to_join(each)) == []
    assert list(groups_to_join([replace(truth(), material=CASE), PARTS[0]])) == []
    assert list(groups_to_join([replace(one, material=None) for one in PARTS])) == []


def test_from_the_card_to_the_bank(teacher: Any, reader: Reader) -> None:
    reader.finds(truth(), *PARTS)
    batch = bring(teacher)
    page = teacher.get(f"/bank/import/{batch.public_id}").text
    assert page.count("与后面 1 道小题并成一道") == 1
    data = fields(teacher, batch, do="join:1")
    data["c1-stem"] = ["老顾客为何离开？"]
    answer = teacher.post(f"/bank/import/{batch.public_id}", data=data)
    assert answer.headers["Location"].endswith("#card-2")
    one, whole = rows_of(batch)
    assert from_data(whole.data).stem == "（1）老顾客为何离开？\n\n（2）怎样挽回？"
    assert (one.position, whole.position, whole.good) == (0, 1, True)
    assert "并成一道" not in teacher.get(f"/bank/import/{batch.public_id}").text
    confirm(teacher, batch)
    assert len(own_items()) == 2


def test_a_second_press_changes_nothing(teacher: Any, reader: Reader) -> None:
    reader.finds(truth(), *PARTS)
    batch = bring(teacher)
    data = fields(teacher, batch, do="join:1")
    address = f"/bank/import/{batch.public_id}"
    assert teacher.post(address, data=data).status_code == 302
    before = [row.data for row in rows_of(batch)]
    again = teacher.post(address, data=data)
    assert again.status_code == 409
    assert [row.data for row in rows_of(batch)] == before
    assert teacher.post(address, data=fields(teacher, batch, do="join:x")).status_code == 409


def test_the_address_of_a_refused_page_leads_back(teacher: Any, reader: Reader) -> None:
    batch = bring(teacher)
    for name in ("confirm", "undo"):
        answer = teacher.get(f"/bank/import/{batch.public_id}/{name}?page=1&show=draft")
        assert answer.status_code == 302
        assert answer.headers["Location"] == f"/bank/import/{batch.public_id}?show=draft"
    assert own_items() == []
