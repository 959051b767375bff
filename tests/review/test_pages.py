"""Mistakes, favourites and progress as their learner sees them."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select, update

from app.accounts.models import User
from app.bank.domain.types import ItemType
from app.bank.models import Item
from app.learning.models import LearnerItem
from app.quiz.practice.models import PracticeRun
from tests.builders import Builders
from tests.conftest import Clock
from tests.learning.builders import CANARY, Bank
from tests.quiz.practice.walk import Learner, words


@pytest.fixture
def user(make: Builders) -> User:
    return make.user()


@pytest.fixture
def learner(as_user: Callable[..., FlaskClient], user: User) -> Learner:
    return Learner(as_user(user))


def text_of(learner: Learner, path: str) -> str:
    response = learner.client.get(path)
    assert response.status_code == 200
    return response.get_data(as_text=True)


def answer_all(learner: Learner, answer: str, **form: Any) -> None:
    learner.start(count=100, **form)
    for number in range(1, len(learner.items()) + 1):
        learner.post(number, answer=answer)
    learner.finish()


# ── 错题本 ─────────────────────────────────────────────────────────────────────────────────────


def test_an_empty_book_says_what_to_do(learner: Learner) -> None:
    text = words(text_of(learner, "/mistakes"))
    assert "错题本是空的" in text
    assert "在 2 个不同的日子各答对一次" in text
    assert "练这些" not in text


def test_a_mistake_is_listed_with_its_answer_and_what_it_needs(
    learner: Learner, bank: Bank
) -> None:
    item = bank.item()
    answer_all(learner, "A")
    html = text_of(learner, "/mistakes")
    assert "上次答错" in html
    assert "再在 2 个日子各答对一次就离开错题本" in html
    assert item.title in html
    assert f"{CANARY}解析" in html
    assert "你选的，错" in words(html)


def test_the_count_falls_day_by_day_and_the_item_shows_among_those_that_left(
    learner: Learner, bank: Bank, clock: Clock
) -> None:
    item = bank.item()
    answer_all(learner, "A")
    clock.move(days=1)
    answer_all(learner, "B", only="mistakes")
    assert "今天已答对，换一天再答对 1 次就离开错题本" in text_of(learner, "/mistakes")
    clock.move(days=1)
    assert "再答对 1 次就离开错题本" in text_of(learner, "/mistakes")
    answer_all(learner, "B", only="mistakes")
    text = words(text_of(learner, "/mistakes"))
    assert "错题本是空的" in text
    assert f"2026-11-25 离开 {item.title}" in text
    clock.move(days=3)
    answer_all(learner, "B")
    assert "2026-11-25 离开" in words(text_of(learner, "/mistakes"))


def test_mistakes_are_narrowed_by_chapter_and_type(
    learner: Learner, bank: Bank, user: User, clock: Clock
) -> None:
    a = bank.item()
    b = bank.item(ItemType.TRUE_FALSE, chapter="ch02")
    for item in (a, b):
        bank.state(user, item, in_mistakes=True, mistaken_at=clock())
    assert {a.title, b.title} <= set(
        re.findall(r"第 \d+ 道题的题干。", text_of(learner, "/mistakes"))
    )
    by_chapter = text_of(learner, "/mistakes?chapter=ch02")
    assert b.title in by_chapter
    assert a.title not in by_chapter
    by_type = text_of(learner, "/mistakes?type=single_choice")
    assert a.title in by_type
    assert b.title not in by_type
    assert "没有符合条件的错题" in text_of(learner, "/mistakes?chapter=ch02&type=essay")
    assert a.title in text_of(learner, "/mistakes?chapter=ch99&type=riddle")


def test_practise_these_starts_a_round_of_the_narrowed_list(
    learner: Learner, bank: Bank, user: User, clock: Clock, db: Any
) -> None:
    for chapter in ("ch01", "ch02"):
        for item in bank.items(3, chapter=chapter):
            bank.state(user, item, in_mistakes=True, mistaken_at=clock())
    html = text_of(learner, "/mistakes?chapter=ch02&type=single_choice")
    form = re.search(r'action="/practice/start">(.*?)</form>', html, re.S)[1]  # type: ignore[index]
    fields = dict(re.findall(r'name="(\w+)" value="([^"]*)"', form))
    fields.pop("csrf_token", None)
    learner.start(**fields)
    drawn = db.session.scalars(select(Item.chapter_id).where(Item.id.in_(learner.items()))).all()
    assert drawn == ["ch02"] * 3


@pytest.mark.parametrize("values", [{"use": "exam"}, {"use": "reserved"}, {"state": "retired"}])
@pytest.mark.parametrize("path", ["/mistakes", "/favourites"])
def test_what_was_taken_out_of_practice_shows_nowhere(
    learner: Learner, bank: Bank, db: Any, user: User, path: str, values: dict[str, str]
) -> None:
    item = bank.item()
    answer_all(learner, "A")
    learner.client.post(f"/favourites/{item.id}", data={"on": "1"})
    for name, value in values.items():
        setattr(item, name, value)
    db.session.commit()
    html = text_of(learner, path)
    assert CANARY not in html
    assert item.title not in html


def test_the_book_of_others_stays_theirs(
    learner: Learner, bank: Bank, make: Builders, clock: Clock
) -> None:
    item = bank.item()
    bank.state(
        make.user(), item, in_mistakes=True, mistaken_at=clock(), note="别人的", favourite=True
    )
    for path in ("/mistakes", "/favourites"):
        assert item.title not in text_of(learner, path)


def test_seeded_items_show_the_numbers_that_were_asked(learner: Learner, bank: Bank) -> None:
    bank.seeded()
    learner.start()
    boxes = int(re.search(r"共有 (\d+) 箱", learner.page(1))[1])  # type: ignore[index]
    learner.post(1, **{"answer-1": "1"})
    html = text_of(learner, "/mistakes")
    assert f"共有 {boxes} 箱" in html
    assert f"{boxes} × 12 = {boxes * 12}" in html


def test_a_mistake_made_in_a_lesson_keeps_the_order_of_the_lesson(
    learner: Learner, bank: Bank, user: User, clock: Clock
) -> None:
    from fractions import Fraction

    from app.bank.domain.grading import Grade
    from app.learning.service import NewAnswer, record_answer

    item = bank.item()
    for seed in range(6):
        answer = NewAnswer(
            user_id=user.id, item_id=item.id, version_id=item.current_version_id or 0,
            response="A", grade=Grade(share=Fraction(0)), source="check", seed=seed,
        )  # fmt: skip
        record_answer(answer, clock())
        shown = re.findall(r"选项 ([A-D])", text_of(learner, "/mistakes"))
        assert shown == ["A", "B", "C", "D"]


def test_pages_follow_each_other(learner: Learner, bank: Bank, user: User, clock: Clock) -> None:
    for item in bank.items(25):
        bank.state(user, item, in_mistakes=True, mistaken_at=clock())
    first, second = (text_of(learner, f"/mistakes?page={n}") for n in (1, 2))
    assert first.count("zk-line2") == 20
    assert second.count("zk-line2") == 5
    assert "共 25 条" in first


# ── 收藏 ───────────────────────────────────────────────────────────────────────────────────────


def test_a_favourite_comes_and_goes(learner: Learner, bank: Bank) -> None:
    item = bank.item()
    response = learner.client.post(f"/favourites/{item.id}", data={"on": "1", "next": "/practice"})
    assert response.location == "/practice"
    html = text_of(learner, "/favourites")
    assert item.title in html
    assert "还没有做过" in html
    assert CANARY not in html
    learner.client.post(f"/favourites/{item.id}", data={"on": "0"})
    assert "还没有收藏" in text_of(learner, "/favourites")


def test_a_favourite_pressed_twice_stays(learner: Learner, bank: Bank, db: Any) -> None:
    item = bank.item()
    for _time in range(2):
        learner.client.post(f"/favourites/{item.id}", data={"on": "1"})
    assert db.session.scalar(select(LearnerItem.favourite)) is True


@pytest.mark.parametrize("target", ["https://elsewhere.example/", "//elsewhere.example", "x"])
def test_a_favourite_leads_to_no_other_site(learner: Learner, bank: Bank, target: str) -> None:
    item = bank.item()
    response = learner.client.post(f"/favourites/{item.id}", data={"next": target})
    assert response.location == "/"


@pytest.mark.parametrize("path", ["", "/note"])
@pytest.mark.parametrize("values", [{"use": "exam"}, {"use": "reserved"}, {"state": "draft"}])
def test_only_what_may_be_practised_can_be_kept(
    learner: Learner, bank: Bank, db: Any, values: dict[str, Any], path: str
) -> None:
    item = bank.item(**values)
    response = learner.client.post(f"/favourites/{item.id}{path}", data={"text": "x"})
    assert response.status_code == 404
    assert db.session.scalar(select(func.count()).select_from(LearnerItem)) == 0


def test_what_is_not_there_cannot_be_kept(learner: Learner) -> None:
    assert learner.client.post("/favourites/999999").status_code == 404
    assert learner.client.post("/favourites/one").status_code == 404


def test_a_visitor_keeps_items_of_the_first_chapter_only(
    as_user: Callable[..., FlaskClient], bank: Bank, db: Any
) -> None:
    first, second = bank.item(), bank.item(chapter="ch02")
    client = as_user(None)
    assert client.post(f"/favourites/{second.id}").status_code == 404
    assert db.session.scalar(select(func.count()).select_from(User)) == 0
    assert client.post(f"/favourites/{first.id}").status_code == 302
    html = client.get("/favourites").get_data(as_text=True)
    assert first.title in html
    assert "注册一个账号" in html


def test_a_note_is_kept_shown_and_changed(learner: Learner, bank: Bank) -> None:
    item = bank.item()
    learner.client.post(f"/favourites/{item.id}/note", data={"text": "<b>先算流失</b>"})
    html = text_of(learner, "/favourites")
    assert "&lt;b&gt;先算流失&lt;/b&gt;" in html
    learner.client.post(f"/favourites/{item.id}/note", data={"text": ""})
    assert "先算流失" not in text_of(learner, "/favourites")


def test_a_note_too_long_is_refused_and_nothing_written_is_lost(
    learner: Learner, bank: Bank, db: Any
) -> None:
    item = bank.item()
    learner.client.post(f"/favourites/{item.id}/note", data={"text": "短的"})
    response = learner.client.post(f"/favourites/{item.id}/note", data={"text": "长" * 2001})
    html = response.get_data(as_text=True)
    assert response.status_code == 422
    assert "最多 2000 个字" in html
    assert "长" * 2001 in html
    assert db.session.scalar(select(LearnerItem.note)) == "短的"


# ── 掌握程度 ───────────────────────────────────────────────────────────────────────────────────


def test_progress_without_answers_says_the_rule_and_what_to_do(learner: Learner) -> None:
    text = words(text_of(learner, "/progress"))
    assert "看最近 8 次作答" in text
    assert "答对 1 次 掌握 54 %" in text
    assert "连对 8 次 掌握 95 %" in text
    assert "45 天后剩 75%，再久也不低于 50%" in text
    assert "还没有数据" in text


def test_progress_lists_the_weakest_first_with_a_way_to_practise(
    learner: Learner, bank: Bank, db: Any
) -> None:
    weak = bank.item(ItemType.TRUE_FALSE, points=("ch01.weak",))
    bank.item(points=("ch01.strong",))
    bank.item(points=("ch01.new",))
    learner.start(types="true_false")
    learner.post(1, answer="false")
    learner.start(knowledge="ch01.strong")
    learner.post(1, answer="B")
    html = text_of(learner, "/progress")
    section = html.partition('id="weakest"')[2].partition("</section>")[0]
    order = re.findall(r"知识点 (ch01\.\w+)</p>", section)
    assert order == ["ch01.weak", "ch01.strong"]
    assert "3 个知识点，练过 2 个" in html
    assert "共作答 2 次" in html
    form = re.search(r'action="/practice/start">(.*?)</form>', section, re.S)[1]  # type: ignore[index]
    fields = dict(re.findall(r'name="(\w+)" value="([^"]*)"', form))
    fields.pop("csrf_token", None)
    learner.start(**fields)
    assert learner.items() == [weak.id]


def test_activity_counts_by_the_learners_own_day(
    learner: Learner, bank: Bank, clock: Clock
) -> None:
    bank.items(5)
    learner.start()
    learner.post(1, answer="B")  # Monday, 9:00 in China
    clock.move(hours=14, minutes=59)
    learner.post(2, answer="B")
    clock.move(minutes=2)  # Tuesday, 0:01 in China
    learner.post(3, answer="B")
    html = text_of(learner, "/progress")
    table = dict(re.findall(r'<th scope="row">([\d-]+)</th><td class="n">(\d+)</td>', html))
    assert len(table) == 28
    assert (table["2026-11-23"], table["2026-11-24"]) == ("2", "1")
    assert "有 2 天在练，共答 3 题" in html


@pytest.mark.both_engines
def test_days_are_counted_alike_on_both_engines(bank: Bank, make: Builders, clock: Clock) -> None:
    from fractions import Fraction

    from app.bank.domain.grading import Grade
    from app.learning.service import NewAnswer, record_answer
    from app.review.service import answers_per_day

    user, item = make.user(), bank.item()
    for _n in range(3):
        answer = NewAnswer(
            user_id=user.id, item_id=item.id, version_id=item.current_version_id or 0,
            response="B", grade=Grade(share=Fraction(1)), source="practice",
        )  # fmt: skip
        record_answer(answer, clock())
        clock.move(days=10)
    today = date(2026, 12, 13)
    days = dict(answers_per_day(user.id, today, 14))
    assert len(days) == 14
    assert sum(days.values()) == 2
    assert days[today] == 1
    assert days[today - timedelta(days=10)] == 1


def test_a_visitor_sees_the_pages_and_is_invited(
    as_user: Callable[..., FlaskClient], bank: Bank, db: Any
) -> None:
    bank.item()
    bank.item(chapter="ch02", points=("ch02.closed",))
    visitor = Learner(as_user(None))
    for path in ("/mistakes", "/favourites", "/progress"):
        assert "注册一个账号" in text_of(visitor, path)
    assert db.session.scalar(select(func.count()).select_from(User)) == 0
    answer_all(visitor, "A")
    assert "上次答错" in text_of(visitor, "/mistakes")
    html = text_of(visitor, "/progress")
    assert "共作答 1 次" in html
    assert "ch02.closed" not in html


# ── cost ───────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("path", ["/mistakes", "/favourites", "/progress"])
def test_statements_do_not_grow_with_the_list(
    learner: Learner, bank: Bank, db: Any, user: User, count_sql: Any, path: str
) -> None:
    def cost() -> int:
        text_of(learner, path)
        with count_sql() as statements:
            text_of(learner, path)
        return len(statements)

    bank.items(2)
    answer_all(learner, "A")
    for item in db.session.scalars(select(Item)).all():
        learner.client.post(f"/favourites/{item.id}", data={"on": "1"})
    before = cost()
    more = [i.id for i in bank.items(60, chapter="ch02", points=("ch02.a", "ch02.b"))]
    more += [i.id for i in bank.items(10, stimulus="材料")]
    answer_all(learner, "A")
    db.session.execute(update(LearnerItem).values(favourite=True))
    db.session.commit()
    assert len(more) == 70
    assert cost() == before
    assert before <= 14


def test_rounds_started_from_the_book_are_named_so(learner: Learner, bank: Bank, db: Any) -> None:
    bank.item()
    answer_all(learner, "A")
    answer_all(learner, "A", only="mistakes")
    assert db.session.scalars(select(PracticeRun.source).order_by(PracticeRun.id)).all() == [
        "practice",
        "mistakes",
    ]
