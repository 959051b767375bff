from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import func, select

from app.bank.exchange.questions import ProblemKind
from app.bank.models import Item, ItemKeyRow, PasteDraft
from app.bank.paste_forms import NOTE_WORDS
from tests.bank.posted import LABELS

pytestmark = pytest.mark.usefixtures("loaded")

GOOD = """一、单项选择题（每题 2 分）
1. 卡片为了（B）。
A. 好看
B. 记得住
C. 凑数
解析：为了记得住。
二、判断题
2. 来得勤就一定价值高。（×）
三、填空题
3. 共 ____ 年。
答案：5
四、简答题
4. 简述步骤。
答：（1）识别；（2）区分。
"""
BAD = "一、单项选择题\n1. 没有答案的题（　）。\nA. 甲\nB. 乙\nC. 丙\n"


@pytest.fixture
def teacher(make: Any, as_user: Callable[..., Any]) -> Any:
    return as_user(make.teacher())


def paste(client: Any, db: Any, text: str, **changes: Any) -> PasteDraft:
    answer = client.post("/bank/paste", data=LABELS | {"text": text} | changes)
    assert answer.status_code == 302, answer.text
    return db.session.scalars(select(PasteDraft).order_by(PasteDraft.id.desc()).limit(1)).one()


def fields(draft: PasteDraft, **changes: Any) -> dict[str, Any]:
    """The form of the preview page as a browser would post it unchanged."""
    data: dict[str, Any] = {}
    for number, card in enumerate(draft.cards):
        prefix = f"c{number}-"
        labels = card["labels"]
        data |= {
            f"{prefix}keep": "y",
            f"{prefix}type": card["type"],
            f"{prefix}stem": card["stem"],
            f"{prefix}answer": card["answer"],
            f"{prefix}explanation": card["explanation"],
            f"{prefix}knowledge-0": labels["knowledge"][0] if labels["knowledge"] else "",
            f"{prefix}level": labels["level"],
            f"{prefix}cognitive": labels["cognitive"],
            f"{prefix}difficulty": str(labels["difficulty"] or ""),
            f"{prefix}use": labels["use"],
        }
        if card["options"]:
            lines = [f"{'ABCDEFGH'[n]}. {text}" for n, text in enumerate(card["options"])]
            data[f"{prefix}options"] = "\r\n".join(lines)
        if card["key_points"]:
            data[f"{prefix}key_points"] = "\r\n".join(card["key_points"])
    data |= changes
    return {name: value for name, value in data.items() if value is not None}


def own_items(db: Any) -> list[Any]:
    query = select(Item).where(Item.content_id.is_(None)).order_by(Item.id)
    return list(db.session.scalars(query))


def test_text_becomes_cards_becomes_items(teacher: Any, db: Any) -> None:
    draft = paste(teacher, db, GOOD, use="exam")
    page = teacher.get(f"/bank/paste/{draft.public_id}")
    assert page.status_code == 200
    assert "认出 4 道，其中 4 道可以直接存入" in page.text
    assert own_items(db) == []
    answer = teacher.post(f"/bank/paste/{draft.public_id}/confirm", data=fields(draft))
    assert answer.status_code == 302
    items = own_items(db)
    assert [item.type for item in items] == [
        "single_choice",
        "true_false",
        "fill_blank",
        "short_answer",
    ]
    assert {item.use for item in items} == {"exam"}
    assert {item.state for item in items} == {"published"}
    first = db.session.get_one(ItemKeyRow, items[0].current_version_id).key
    assert first["correct"] == ["B"]
    assert first["explanation"] == "为了记得住。"
    assert items[0].current_version.face["points"] == "2"
    assert db.session.get_one(PasteDraft, draft.id).stored_at is not None


def test_a_second_press_stores_nothing_more(teacher: Any, db: Any) -> None:
    draft = paste(teacher, db, GOOD)
    data = fields(draft)
    address = f"/bank/paste/{draft.public_id}/confirm"
    assert teacher.post(address, data=data).status_code == 302
    assert teacher.post(address, data=data).status_code == 404
    assert len(own_items(db)) == 4


def test_one_bad_card_and_nothing_is_stored(teacher: Any, db: Any) -> None:
    draft = paste(teacher, db, GOOD + BAD)
    answer = teacher.post(f"/bank/paste/{draft.public_id}/confirm", data=fields(draft))
    assert answer.status_code == 422
    assert "什么也没有存" in answer.text
    assert "#card-5" in answer.text
    assert "没有找到答案" in answer.text
    assert own_items(db) == []


def test_mended_card_is_stored(teacher: Any, db: Any) -> None:
    draft = paste(teacher, db, BAD)
    data = fields(draft, **{"c0-answer": "b", "c0-stem": "补了答案的题（　）。"})
    assert teacher.post(f"/bank/paste/{draft.public_id}/confirm", data=data).status_code == 302
    assert [item.title for item in own_items(db)] == ["补了答案的题（　）。"]


def test_left_out_cards_stay_in_the_batch(teacher: Any, db: Any) -> None:
    draft = paste(teacher, db, GOOD + BAD)
    data = fields(draft, **{"c4-keep": None})
    answer = teacher.post(f"/bank/paste/{draft.public_id}/confirm", data=data)
    assert answer.status_code == 302
    assert len(own_items(db)) == 4
    left = db.session.get_one(PasteDraft, draft.id)
    assert (len(left.cards), left.stored_at) == (1, None)
    assert "没有答案的题" in teacher.get(answer.headers["Location"]).text
    assert draft.public_id in teacher.get("/bank/paste").text


def test_edits_are_kept_without_storing(teacher: Any, db: Any) -> None:
    draft = paste(teacher, db, GOOD)
    data = fields(draft, **{"c0-stem": "改过的题干（　）。", "c1-type": "short_answer"})
    assert teacher.post(f"/bank/paste/{draft.public_id}", data=data).status_code == 302
    page = teacher.get(f"/bank/paste/{draft.public_id}").text
    assert "改过的题干" in page
    assert own_items(db) == []
    card = db.session.get_one(PasteDraft, draft.id).cards[1]
    assert card["type"] == "short_answer"


def test_labels_may_differ_per_card(teacher: Any, db: Any) -> None:
    draft = paste(teacher, db, GOOD)
    changes = {"c0-knowledge-0": "ch01.count", "c0-use": "reserved", "c0-difficulty": "5"}
    teacher.post(f"/bank/paste/{draft.public_id}/confirm", data=fields(draft, **changes))
    first, second = own_items(db)[:2]
    assert ([p.id for p in first.knowledge], first.use, first.difficulty) == (
        ["ch01.count"],
        "reserved",
        5,
    )
    assert second.use == "practice"


def test_labels_that_are_missing_are_asked_for(teacher: Any, db: Any) -> None:
    draft = paste(teacher, db, GOOD, **{"knowledge-0": "", "level": "", "use": ""})
    page = teacher.get(f"/bank/paste/{draft.public_id}").text
    assert "其中 0 道可以直接存入" in page
    assert "请至少选一个知识点。" in page
    answer = teacher.post(f"/bank/paste/{draft.public_id}/confirm", data=fields(draft))
    assert answer.status_code == 422
    data = fields(draft, **{"c0-knowledge-0": "ch09.nothing"})
    assert teacher.post(f"/bank/paste/{draft.public_id}/confirm", data=data).status_code == 422


@pytest.mark.parametrize("text", ["", "   ", "没有题号的一段话", "x" * 200_001])
def test_text_without_questions_stays_in_the_form(teacher: Any, db: Any, text: str) -> None:
    answer = teacher.post("/bank/paste", data=LABELS | {"text": text})
    assert answer.status_code == 422
    assert text.strip()[:20] in answer.text
    assert db.session.scalar(select(func.count()).select_from(PasteDraft)) == 0


def test_same_stem_is_pointed_out(teacher: Any, db: Any) -> None:
    draft = paste(teacher, db, "判断题\n1. 来得热闹的读者价值一定更高。（×）")
    assert "题库里已有同样的题干" in teacher.get(f"/bank/paste/{draft.public_id}").text


def test_a_batch_is_its_authors_own(
    teacher: Any, db: Any, make: Any, as_user: Callable[..., Any]
) -> None:
    draft = paste(teacher, db, GOOD)
    other = as_user(make.teacher())
    address = f"/bank/paste/{draft.public_id}"
    assert other.get(address).status_code == 404
    for tail in ("", "/confirm", "/discard"):
        assert other.post(address + tail, data=fields(draft)).status_code == 404
    assert draft.public_id not in other.get("/bank/paste").text


def test_a_batch_can_be_thrown_away(teacher: Any, db: Any) -> None:
    draft = paste(teacher, db, GOOD)
    assert teacher.post(f"/bank/paste/{draft.public_id}/discard").status_code == 302
    assert teacher.get(f"/bank/paste/{draft.public_id}").status_code == 404


def test_hostile_cards_are_inert(teacher: Any, db: Any) -> None:
    text = '判断题\n1. <script>alert(1)</script> 题。（×）\n<img src=x onerror="alert(1)">\n解析：</textarea><script>alert(2)</script>'
    draft = paste(teacher, db, text)
    page = teacher.get(f"/bank/paste/{draft.public_id}").text
    assert "<script>alert" not in page
    assert "<img src=x" not in page


def test_number_of_statements_does_not_grow_with_the_cards(
    teacher: Any, db: Any, count_sql: Any
) -> None:
    few = paste(teacher, db, "判断题\n1. 题。（×）")
    many = paste(teacher, db, "判断题\n" + "\n".join(f"{n}. 题 {n}。（×）" for n in range(1, 101)))
    teacher.get(f"/bank/paste/{few.public_id}")
    with count_sql() as first:
        teacher.get(f"/bank/paste/{few.public_id}")
    with count_sql() as second:
        assert teacher.get(f"/bank/paste/{many.public_id}").status_code == 200
    assert len(first) == len(second)


def test_every_note_has_words() -> None:
    assert set(NOTE_WORDS) == set(ProblemKind)
