"""A round from its first question to its result."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import func, select

from app.bank.domain.types import ItemType
from app.learning.models import AnswerLog, LearnerItem
from app.marking.models import MarkEvent
from tests.builders import Builders
from tests.conftest import Clock
from tests.learning.builders import CANARY, Bank
from tests.quiz.practice.walk import Learner, words

RIGHT: dict[ItemType, dict[str, Any]] = {
    ItemType.SINGLE_CHOICE: {"answer": "B"},
    ItemType.MULTIPLE_RESPONSE: {"answer": ["B", "D"]},
    ItemType.TRUE_FALSE: {"answer": "true"},
    ItemType.FILL_BLANK: {"answer-1": "客户"},
    ItemType.TERM: {"answer": "我写的"},
    ItemType.SHORT_ANSWER: {"answer": "我写的"},
    ItemType.ESSAY: {"answer": "我写的"},
}


def logged(db: Any) -> int:
    return db.session.scalar(select(func.count()).select_from(AnswerLog))


@pytest.mark.parametrize("type_", list(ItemType))
def test_nothing_secret_is_on_the_page_before_the_answer(
    learner: Learner, bank: Bank, type_: ItemType
) -> None:
    bank.item(type_)
    learner.start()
    before = learner.page(1)
    assert CANARY not in before
    assert learner.stem(1).split("_")[0] in before
    learner.post(1, **RIGHT[type_])
    assert CANARY in learner.page(1)


@pytest.mark.parametrize("mock", [{}, {"mock": "y"}])
def test_nothing_secret_is_read_for_a_page_before_the_answer(
    learner: Learner, bank: Bank, count_sql: Any, mock: dict[str, str]
) -> None:
    bank.items(3)
    learner.start(**mock)
    with count_sql() as statements:
        learner.page(2)
    assert not [text for text in statements if "item_key" in text]


@pytest.mark.parametrize(
    "type_", [t for t in ItemType if t.value not in ("term", "short_answer", "essay")]
)
def test_an_answer_is_explained_at_once(learner: Learner, bank: Bank, type_: ItemType) -> None:
    bank.item(type_)
    learner.start()
    assert learner.post(1, **RIGHT[type_]).location.endswith("n=1")
    html = learner.page(1)
    assert "得 2 分" in words(html)
    assert f"{CANARY}解析" in html
    assert 'name="answer' not in html


def test_a_wrong_answer_goes_into_the_mistake_book_and_the_page_says_how_it_leaves(
    learner: Learner, bank: Bank, db: Any, user: Any
) -> None:
    item = bank.item()
    learner.start()
    learner.post(1, answer="A")
    assert db.session.get(LearnerItem, (user.id, item.id)).in_mistakes
    html = learner.page(1)
    assert "再在 2 个日子各答对一次就离开错题本" in html
    assert f"{CANARY}反馈" in html
    assert f"{CANARY}误解" not in html


def test_a_written_answer_is_compared_by_the_learner(learner: Learner, bank: Bank, db: Any) -> None:
    bank.item(ItemType.SHORT_ANSWER)
    learner.start()
    learner.post(1, answer="我的看法")
    html = learner.page(1)
    assert "我的看法" in html
    assert f"{CANARY}参考答案" in html
    assert f"{CANARY}采分点" in html
    assert '<details class="zk-more" open>' in html
    assert "等老师批改" not in html
    assert db.session.scalar(select(AnswerLog.correctness)) is None


def test_the_engine_thinks_aloud_and_marks_nothing(learner: Learner, bank: Bank, db: Any) -> None:
    bank.item(ItemType.SHORT_ANSWER)
    learner.start()
    learner.post(1, answer=f"{CANARY}采分点写在这里。")
    html = learner.page(1)
    assert "系统认为，仅供参考" in html
    assert '<mark class="zk-span' in html
    assert "没有老师看过，不计入任何成绩。" in html
    assert db.session.scalar(select(AnswerLog.correctness)) is None
    assert db.session.scalar(select(func.count()).select_from(MarkEvent)) == 0


def test_the_engine_says_which_points_it_missed(learner: Learner, bank: Bank) -> None:
    bank.item(ItemType.SHORT_ANSWER)
    learner.start()
    learner.post(1, answer="今天下雨，图书馆里人很多。")
    html = learner.page(1)
    assert "系统认为可得 0 分" in html
    assert "没有认出的采分点：①" in html or "系统拿不准" in html


def test_an_empty_answer_is_not_taken(learner: Learner, bank: Bank, db: Any) -> None:
    for type_ in (ItemType.SINGLE_CHOICE, ItemType.FILL_BLANK, ItemType.ESSAY):
        bank.item(type_)
    learner.start()
    for number in (1, 2, 3):
        response = learner.post(number, answer="", **{"answer-1": " "})
        assert response.status_code == 422
        assert "还没有作答" in response.get_data(as_text=True)
    assert logged(db) == 0
    assert learner.answers() == {}


def test_giving_up_shows_why_and_counts_as_wrong(learner: Learner, bank: Bank, db: Any) -> None:
    bank.item()
    learner.start()
    learner.post(1, give_up="1", answer="B")
    assert f"{CANARY}解析" in learner.page(1)
    row = db.session.scalars(select(AnswerLog)).one()
    assert (row.response, row.correctness) == (None, 0)


def test_a_response_that_cannot_be_is_refused(learner: Learner, bank: Bank, db: Any) -> None:
    bank.item()
    learner.start()
    response = learner.post(1, answer="Z")
    assert response.status_code == 422
    assert CANARY not in response.get_data(as_text=True)
    assert logged(db) == 0


def test_the_first_answer_counts(learner: Learner, bank: Bank, db: Any, user: Any) -> None:
    item = bank.item()
    learner.start()
    learner.post(1, answer="A")
    learner.post(1, answer="B")
    assert "以第一次交的为准" in learner.page(1)
    assert logged(db) == 1
    assert learner.answers()[1].response == "A"
    assert db.session.get(LearnerItem, (user.id, item.id)).answers == 1


def test_the_same_form_sent_twice_counts_once(learner: Learner, bank: Bank, db: Any) -> None:
    bank.items(2)
    learner.start()
    assert [learner.post(1, answer="B").status_code for _time in range(2)] == [302, 302]
    assert logged(db) == 1


def test_skipping_keeps_what_was_written_and_hands_nothing_in(
    learner: Learner, bank: Bank, db: Any
) -> None:
    bank.items(3, ItemType.ESSAY)
    learner.start()
    assert learner.post(1, answer="写了一半", go="3").location.endswith("n=3")
    assert logged(db) == 0
    assert "写了一半" in learner.page(1)
    assert CANARY not in learner.page(1)
    learner.post(1, answer="写完了")
    assert logged(db) == 1
    assert learner.answers()[1].response == "写完了"


@pytest.mark.parametrize("number", ["2147483648", "9" * 25, "9" * 5000])
def test_a_number_too_long_leads_on_as_if_it_were_not_there(
    learner: Learner, bank: Bank, number: str
) -> None:
    bank.items(3)
    learner.start()
    assert learner.post(1, answer="B", go=number).location.endswith("n=2")
    assert learner.client.get(f"/practice/{learner.public_id}?n={number}").status_code == 200
    assert learner.client.post(f"/practice/{learner.public_id}/{number}").status_code == 404


def test_going_back_over_an_answer_changes_nothing(learner: Learner, bank: Bank) -> None:
    bank.items(2)
    learner.start()
    learner.post(1, answer="B")
    learner.post(1, answer="A", go="2")
    assert learner.answers()[1].response == "B"


def test_next_leads_to_what_was_skipped(learner: Learner, bank: Bank) -> None:
    bank.items(3)
    learner.start()
    learner.post(1, go="2")
    learner.post(2, answer="B")
    learner.post(3, answer="B")
    html = learner.page(3)
    assert re.search(r'zk-btn--main" href="[^"]*n=1"', html)
    learner.post(1, answer="B")
    assert "看这次的结果" in learner.page(1)


def test_a_round_goes_on_where_it_was_left(learner: Learner, bank: Bank) -> None:
    bank.items(3)
    learner.start()
    learner.post(1, answer="B")
    assert "第 2 题，共 3 题" in learner.page()
    assert "第 3 题，共 3 题" in learner.page(99)
    assert "第 1 题，共 3 题" in learner.page(-5)


def test_the_result_counts_what_was_handed_in(learner: Learner, bank: Bank) -> None:
    bank.items(4)
    learner.start()
    learner.post(1, answer="B")
    learner.post(2, answer="A")
    learner.post(3, answer="B", go="4")
    assert learner.finish().location.endswith("/result")
    text = words(learner.result())
    assert "得分率 50%" in text
    assert "2 题没有交" in text
    assert learner.result().count(f"{CANARY}解析") == 2


def test_a_round_without_answers_says_so(learner: Learner, bank: Bank, db: Any) -> None:
    bank.items(2)
    learner.start()
    learner.finish()
    assert "这次一题也没有交" in learner.result()
    assert CANARY not in learner.result()
    assert logged(db) == 0


def test_a_finished_round_takes_no_more_answers(learner: Learner, bank: Bank, db: Any) -> None:
    bank.items(2)
    learner.start()
    learner.finish()
    learner.post(1, answer="B")
    assert logged(db) == 0
    assert learner.client.get(f"/practice/{learner.public_id}").location.endswith("/result")
    first = learner.run().finished_at
    learner.finish()
    assert learner.run().finished_at == first


def test_there_is_no_result_before_the_end(learner: Learner, bank: Bank) -> None:
    bank.item()
    learner.start()
    response = learner.client.get(f"/practice/{learner.public_id}/result")
    assert response.location.endswith(learner.public_id)


def test_seeded_numbers_are_the_same_in_question_and_explanation(
    learner: Learner, bank: Bank
) -> None:
    bank.seeded()
    seen = set()
    for _round in range(3):
        learner.start()
        before = learner.page(1)
        assert "{{" not in before
        assert CANARY not in before
        boxes = int(re.search(r"共有 (\d+) 箱", before)[1])  # type: ignore[index]
        seen.add(boxes)
        assert str(boxes * 12) not in words(before)
        learner.post(1, **{"answer-1": str(boxes * 12)})
        after = learner.page(1)
        assert f"{boxes} × 12 = {boxes * 12}" in after
        assert "得 2 分" in words(after)
        learner.finish()
        assert f"{boxes} × 12 = {boxes * 12}" in learner.result()
    assert len(seen) > 1


def test_options_keep_their_order_from_question_to_result(learner: Learner, bank: Bank) -> None:
    bank.item()

    def order(html: str) -> list[str]:
        return re.findall(r"选项 ([A-D])", html)

    learner.start()
    asked = order(learner.page(1))
    learner.post(1, answer="B")
    assert order(learner.page(1)) == asked
    learner.finish()
    assert order(learner.result()) == asked


def test_the_material_is_shown_and_keys_are_unique(learner: Learner, bank: Bank) -> None:
    bank.items(2, stimulus="一家书店的一年。")
    learner.start()
    assert "一家书店的一年。" in learner.page(1)
    learner.post(1, answer="B")
    learner.post(2, answer="B")
    learner.finish()
    identities = re.findall(r'\bid="([^"]+)"', learner.result())
    assert len(identities) == len(set(identities))


@pytest.mark.parametrize("mock", [{}, {"mock": "y"}])
def test_an_item_taken_out_of_practice_is_shown_no_more(
    learner: Learner, bank: Bank, db: Any, mock: dict[str, str]
) -> None:
    item = bank.item()
    learner.start(**mock)
    learner.post(1, answer="A")
    item.use = "exam"
    db.session.commit()
    html = learner.page(1)
    assert "这道题已经收回" in html
    assert CANARY not in html
    assert "题干" not in html
    learner.post(1, answer="B")
    learner.finish()
    result = learner.result()
    assert "1 题已被老师收回" in result
    assert CANARY not in result
    assert "题干" not in result


# ── mock papers ────────────────────────────────────────────────────────────────────────────────


def test_a_mock_paper_tells_nothing_before_its_end(learner: Learner, bank: Bank, db: Any) -> None:
    bank.items(3)
    learner.start(mock="y")
    assert learner.post(1, answer="A").location.endswith("n=2")
    learner.post(2, answer="B", flag="answer")
    for page in (learner.page(1), learner.page(2), learner.page(3)):
        assert CANARY not in page
        assert "得 " not in words(page)
    assert logged(db) == 0
    assert learner.answers()[2].flagged


def test_answers_of_a_mock_paper_may_be_changed_until_the_end(
    learner: Learner, bank: Bank, db: Any
) -> None:
    bank.items(2)
    learner.start(mock="y")
    learner.post(1, answer="A", flag="answer")
    learner.post(1, answer="B")
    assert (learner.answers()[1].response, learner.answers()[1].flagged) == ("B", False)
    learner.finish()
    assert logged(db) == 1
    assert "得分率 50%" in words(learner.result())


def test_the_last_answer_of_a_mock_paper_leads_to_its_ending(learner: Learner, bank: Bank) -> None:
    bank.items(3)
    learner.start(mock="y")
    learner.post(1, answer="A", flag="answer")
    response = learner.post(3, answer="B")
    assert response.location.endswith("/end")
    html = learner.client.get(response.location).get_data(as_text=True)
    assert "1 题没有作答" in html
    assert "1 题做了标记" in html
    assert CANARY not in html


def test_the_button_to_end_keeps_the_answer_on_the_page(learner: Learner, bank: Bank) -> None:
    bank.items(2)
    learner.start(mock="y")
    assert learner.post(1, answer="C", go="end").location.endswith("/end")
    assert learner.answers()[1].response == "C"


def test_a_mock_paper_explains_what_was_left_blank_but_keeps_it_out_of_the_book(
    learner: Learner, bank: Bank, db: Any, user: Any
) -> None:
    bank.items(2)
    learner.start(mock="y")
    learner.post(1, answer="B")
    learner.post(2, go="1")
    learner.finish()
    assert learner.result().count(f"{CANARY}解析") == 2
    assert logged(db) == 1
    query = select(func.count()).select_from(LearnerItem).where(LearnerItem.in_mistakes)
    assert db.session.scalar(query) == 0


def test_a_mock_paper_ends_once(learner: Learner, bank: Bank, db: Any) -> None:
    bank.items(2)
    learner.start(mock="y")
    learner.post(1, answer="B")
    learner.finish()
    learner.finish()
    assert logged(db) == 1
    response = learner.post(2, answer="B")
    assert response.location.endswith("/result")
    assert "刚才写的没有计入" in learner.result()
    assert logged(db) == 1


# ── whose it is ────────────────────────────────────────────────────────────────────────────────


def test_a_round_of_somebody_else_is_not_there(
    learner: Learner, visitor: Learner, bank: Bank, make: Builders, as_user: Callable[..., Any]
) -> None:
    bank.items(2)
    learner.start()
    path = f"/practice/{learner.public_id}"
    for client in (as_user(make.user()), as_user(make.admin()), visitor.client):
        assert client.get(path).status_code == 404
        assert client.get(f"{path}/result").status_code == 404
        assert client.get(f"{path}/end").status_code == 404
        assert client.post(f"{path}/1", data={"answer": "B"}).status_code == 404
        assert client.post(f"{path}/finish").status_code == 404
    assert learner.run().finished_at is None
    assert learner.answers() == {}


@pytest.mark.parametrize("number", [0, 3, 10**9])
def test_places_beyond_the_round_are_not_there(learner: Learner, bank: Bank, number: int) -> None:
    bank.items(2)
    learner.start()
    assert learner.post(number, answer="B").status_code == 404


def test_a_visitor_keeps_a_round_on_their_device(
    visitor: Learner, bank: Bank, as_user: Callable[..., Any], db: Any
) -> None:
    bank.items(2)
    visitor.start()
    visitor.post(1, answer="A")
    assert f"{CANARY}解析" in visitor.page(1)
    visitor.finish()
    assert "注册一个账号" in visitor.result()
    assert db.session.scalar(select(func.count()).select_from(LearnerItem)) == 1
    assert as_user(None).get(f"/practice/{visitor.public_id}").status_code == 404


def test_practice_leaves_a_visitor_without_a_row_until_they_begin(
    visitor: Learner, bank: Bank, db: Any
) -> None:
    from app.accounts.models import User

    bank.item()
    visitor.client.get("/practice")
    visitor.client.get("/practice/choose")
    assert db.session.scalar(select(func.count()).select_from(User)) == 0


def test_what_a_day_brings_is_on_the_page(learner: Learner, bank: Bank, clock: Clock) -> None:
    bank.item()
    for answer, said in (
        ("A", "再在 2 个日子各答对一次就离开错题本"),
        ("B", "今天已答对，换一天再答对 1 次就离开错题本"),
    ):
        learner.start()
        learner.post(1, answer=answer)
        assert said in learner.page(1)
    clock.move(days=1)
    learner.start(only="mistakes")
    learner.post(1, answer="B")
    assert "今天离开了错题本" in learner.page(1)
