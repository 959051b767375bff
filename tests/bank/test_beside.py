"""What stands beside the editor, and rows that change without a script."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from app.bank.alike import find_alike
from app.bank.domain.grading import Grade
from app.bank.domain.guessing import Guesser
from app.bank.domain.likeness import Text
from app.bank.domain.lint import Sign
from app.bank.guess_words import GUESSER_LABELS, marks_of
from app.bank.habits import list_misconceptions, load_habit
from app.bank.models import Item
from app.bank.remark_words import WORDS
from app.learning.service import NewAnswer, record_answer
from tests.bank.imports import picture
from tests.bank.posted import SHAPES, posted
from tests.bank.test_editor import count_items, newest, send_picture, write

pytestmark = pytest.mark.usefixtures("loaded")


@pytest.fixture
def teacher(make: Any, as_user: Callable[..., Any]) -> Any:
    return as_user(make.teacher())


def look(client: Any, type_: str = "single_choice", **changes: Any) -> str:
    answer = client.post(f"/bank/preview?type={type_}", data=posted(type_, **changes))
    assert answer.status_code == 200
    return answer.text


def part(page: str, name: str) -> str:
    """What stands in a piece, up to the next one."""
    return re.split(r"data-part=", page.split(f'data-part="{name}"', 1)[1])[0]


@pytest.mark.parametrize("type_", list(SHAPES))
def test_students_see_no_key_beside_the_form(teacher: Any, type_: str) -> None:
    page = look(teacher, type_, explanation="只有老师看得到的解析，写在这里。")
    assert "只有老师看得到的解析" not in part(page, "student")
    assert "只有老师看得到的解析" in part(page, "told")
    assert "正确项" not in part(page, "student")


def test_student_and_visitor_get_no_preview(
    make: Any, as_user: Callable[..., Any], client: Any
) -> None:
    student = as_user(make.student(make.class_()))
    for who in (student, client):
        answer = who.post("/bank/preview?type=essay", data=posted("essay"))
        assert answer.status_code in (302, 401, 403)


def test_remarks_stand_at_their_fields_and_lead_there(teacher: Any) -> None:
    page = look(teacher, stem="下列不属于客户信息的是（　）。", explanation="见书。")
    assert "否定的词没有标出来" in part(page, "remarks-stem")
    assert "干扰项 B、C 没有反馈" in part(page, "remarks-options")
    assert "解析只有 2 个字" in part(page, "remarks-explanation")
    assert 'href="#stem"' in part(page, "count")
    assert "处可以再看看" in part(page, "count")


def test_remarks_do_not_keep_from_storing(teacher: Any, db: Any) -> None:
    assert write(teacher, db, stem="下列不属于客户信息的是（　）。", explanation="见书。").id


def test_remarks_without_a_script_come_with_the_page(teacher: Any) -> None:
    data = posted("single_choice", action="preview", stem="下列不属于客户信息的是（　）。")
    page = teacher.post("/bank/new?type=single_choice", data=data).text
    assert "否定的词没有标出来" in page
    assert "还没有存下" not in page


def test_sum_of_points_is_shown_against_what_is_usual_and_stated(teacher: Any) -> None:
    assert "各点合计 6 分；这一题型通常 6 分" in part(look(teacher, "short_answer"), "points")
    page = look(teacher, "short_answer", points="8")
    assert "各点合计 6 分，写明的满分是 8 分" in part(page, "remarks-key_points")
    answer = teacher.post("/bank/new?type=short_answer", data=posted("short_answer", points="8"))
    assert answer.status_code == 422
    assert "采分点的分值合计 6" in answer.text


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (r"比率是 $\frac{50}{200}$，共 $$x^{2}$$。", False),
        ("一本 $5，两本 $9。", False),
        (r"比率是 $\frac{50}{$。", True),
        (r"比率是 $\frac{50}{200}，写到一半", True),
    ],
)
def test_a_formula_that_cannot_be_shown_is_remarked_upon(
    teacher: Any, text: str, told: bool
) -> None:
    for name, changes in {"stem": {"stem": text}, "explanation": {"explanation": text}}.items():
        page = part(look(teacher, **changes), f"remarks-{name}")
        assert ("显示不出来" in page) is told
    page = part(look(teacher, options__1__text=text), "remarks-options")
    assert ("显示不出来" in page) is told


def test_a_picture_that_is_not_there_is_remarked_upon(teacher: Any, db: Any) -> None:
    lost = f"看图：![折线](picture:{'0' * 64})"
    assert "不在题库里" in part(look(teacher, stem=lost), "remarks-stem")
    name = send_picture(teacher, picture()).json["markdown"]
    assert "不在题库里" not in part(look(teacher, stem=f"看图：{name}"), "remarks-stem")


def test_the_guess_table_says_its_finding_first(teacher: Any) -> None:
    page = part(look(teacher, "multiple_response"), "guesses")
    said = (
        "按“少选得一半”，全选得 0 分，随机勾选平均得 0.50 分，只选一项平均得 0.67 分（满分 2 分）"
    )
    assert said in page
    assert page.index(said) < page.index("<table")
    assert page.count("<tbody>") == 1
    assert "默认" in page
    assert "随便选一项平均得 0.33 分" in part(look(teacher), "guesses")
    assert "<table" not in part(look(teacher, "essay"), "guesses")


def test_every_sign_and_guesser_has_words() -> None:
    assert set(WORDS) == set(Sign)
    assert set(GUESSER_LABELS) == set(Guesser)


@pytest.mark.parametrize(
    ("share", "points", "text"), [("0", "2", "0"), ("1/3", "2", "0.67"), ("1/8", "1", "0.13")]
)
def test_expected_marks_are_rounded_half_up(share: str, points: str, text: str) -> None:
    assert marks_of(Fraction(share), Decimal(points)) == text


def test_a_twin_is_told_of_and_linked(teacher: Any, db: Any) -> None:
    item = write(teacher, db)
    page = look(teacher)
    assert "相同" in part(page, "remarks-stem")
    assert f'href="/bank/items/{item.public_id}"' in part(page, "remarks-stem")
    assert item.title in part(page, "alike")
    own = teacher.post(
        f"/bank/preview?type=single_choice&item={item.public_id}", data=posted("single_choice")
    ).text
    assert item.title not in part(own, "alike")
    assert "相同" not in part(own, "remarks-stem")
    nobody = teacher.post("/bank/preview?type=single_choice&item=nothing", data={})
    assert nobody.status_code == 404


def test_alike_by_point_and_never_the_retired(teacher: Any, db: Any) -> None:
    item = write(teacher, db)
    found = find_alike(Text(stem="什么都不一样的一句话。", knowledge=("ch01.remember",)))
    assert item.id in {one.item_id for one in found}
    item.state = "retired"
    db.session.commit()
    found = find_alike(Text(stem=item.title, knowledge=("ch01.remember",)))
    assert item.id not in {one.item_id for one in found}


def test_the_page_of_what_is_like_an_item_shows_each_whole_and_what_differs(
    teacher: Any, db: Any, count_sql: Any
) -> None:
    first = write(teacher, db)
    write(teacher, db, stem=f"{first.title[:-1]}吗。", explanation="两道题只差一点的解析。")
    with count_sql() as few:
        page = teacher.get(f"/bank/items/{first.public_id}/alike").text
    assert "两道题只差一点的解析。" in page
    assert "这道题与像它的第 1 道的差别" in page
    assert "data-drawer-body" in page
    shown = page.count('class="zk-near__h"')
    for n in range(3):
        write(teacher, db, stem=f"{first.title[:-1]}{'一二三'[n]}吗。")
    with count_sql() as more:
        page = teacher.get(f"/bank/items/{first.public_id}/alike").text
    assert page.count('class="zk-near__h"') > shown
    assert len(more) == len(few)
    assert teacher.get("/bank/items/nothing/alike").status_code == 404


def test_what_is_like_an_item_is_reached_from_the_list_and_from_the_item(
    teacher: Any, db: Any
) -> None:
    item = write(teacher, db)
    address = f"/bank/items/{item.public_id}/alike"
    for page in ("/bank?all=1", f"/bank/items/{item.public_id}"):
        assert f'href="{address}" data-drawer-link' in teacher.get(page).text
    edit = teacher.get(f"/bank/items/{item.public_id}/edit").text
    assert "data-drawer-fold" in edit


def test_named_misconceptions_are_offered(teacher: Any, db: Any) -> None:
    write(teacher, db, options__1__misconception="以为卡片是催单的工具")
    assert "以为卡片是催单的工具" in list_misconceptions("ch01")
    page = teacher.get("/bank/new?type=multiple_response").text
    assert 'list="misconceptions"' in page
    assert '<option value="以为卡片是催单的工具">' in page
    assert "<datalist" not in teacher.get("/bank/new?type=essay").text


def test_the_place_of_keys_is_counted_where_the_order_stands(teacher: Any, db: Any) -> None:
    item = write(teacher, db, shuffle=None)
    assert load_habit("ch01", 3).places == {0: 1}
    assert load_habit("ch01", 3, item.id).total == 0
    assert load_habit("ch01", 4).total == 0
    assert load_habit("ch02", 3).total == 0


def test_the_page_costs_the_same_however_large_the_bank(
    teacher: Any, db: Any, count_sql: Any
) -> None:
    def cost(ask: Callable[[], Any]) -> int:
        db.session.expunge_all()
        with count_sql() as statements:
            assert ask().status_code == 200
        return len(statements)

    def grow(n: int) -> None:
        write(teacher, db, options__2__text=f"给店里凑数 {n}", shuffle=None)
        based_on = str(db.session.get_one(Item, identity).current_version_id)
        change = posted("single_choice", based_on=based_on, explanation=f"因为记得住，第 {n} 版。")
        assert teacher.post(f"/bank/items/{public_id}/edit", data=change).status_code == 302

    item = write(teacher, db, shuffle=None)
    identity, public_id = item.id, item.public_id
    grow(0)
    address = f"/bank/preview?type=single_choice&item={public_id}"
    data = posted("single_choice", shuffle=None)
    asks: list[Callable[[], Any]] = [
        lambda: teacher.post(address, data=data),
        lambda: teacher.get(f"/bank/items/{public_id}/edit"),
        lambda: teacher.get(f"/bank/items/{public_id}"),
        lambda: teacher.get(f"/bank/items/{public_id}/history?old=1&new=2"),
    ]
    first = [cost(ask) for ask in asks]
    for n in range(1, 12):
        grow(n)
    assert [cost(ask) for ask in asks] == first


# ── rows without a script


def shown(page: str, name: str = "text", rows: str = "options") -> list[str]:
    """Values of the rows' inputs in order."""
    pattern = rf'name="{rows}-(\d+)-{name}" value="([^"]*)"'
    found = re.findall(pattern, page)
    assert [int(number) for number, _value in found] == list(range(len(found)))
    return [value for _number, value in found]


def ticked(page: str) -> list[str]:
    return re.findall(r'name="correct" value="(\d)" checked', page)


@pytest.mark.parametrize(
    ("action", "texts", "tick"),
    [
        ("down-0", ["催读者还书", "记得住读者", "给店里凑数", ""], ["1"]),
        ("up-2", ["记得住读者", "给店里凑数", "催读者还书", ""], ["0"]),
        ("up-0", ["记得住读者", "催读者还书", "给店里凑数", ""], ["0"]),
        ("drop-0", ["催读者还书", "给店里凑数", "", ""], []),
        ("drop-1", ["记得住读者", "给店里凑数", "", ""], ["0"]),
        ("down-9", ["记得住读者", "催读者还书", "给店里凑数", ""], ["0"]),
        ("up-x", ["记得住读者", "催读者还书", "给店里凑数", ""], ["0"]),
    ],
)
def test_options_move_with_their_ticks(
    teacher: Any, db: Any, action: str, texts: list[str], tick: list[str]
) -> None:
    before = count_items(db)
    answer = teacher.post(
        "/bank/new?type=single_choice", data=posted("single_choice", action=action)
    )
    assert answer.status_code == 200
    assert shown(answer.text) == texts
    assert ticked(answer.text) == tick
    assert count_items(db) == before


def test_the_misconception_goes_with_its_option(teacher: Any) -> None:
    data = posted("single_choice", action="down-1")
    page = teacher.post("/bank/new?type=single_choice", data=data).text
    assert shown(page, "misconception") == ["", "", "以为卡片是催单", ""]


def test_key_points_and_blanks_move_too(teacher: Any) -> None:
    data = posted("term", action="up-1")
    page = teacher.post("/bank/new?type=term", data=data).text
    assert shown(page, rows="key_points")[:2] == ["价值的总和", "全部客户"]
    data = posted("fill_blank", action="down-0")
    page = teacher.post("/bank/new?type=fill_blank", data=data).text
    assert page.index(">\n5</textarea>") < page.index("200\n二百</textarea>")


def test_a_moved_row_can_be_stored(teacher: Any, db: Any) -> None:
    data = posted("multiple_response", action="up-2")
    page = teacher.post("/bank/new?type=multiple_response", data=data).text
    again = posted("multiple_response") | {
        f"options-{n}-text": text for n, text in enumerate(shown(page))
    }
    again |= {"correct": ticked(page)}
    assert teacher.post("/bank/new?type=multiple_response", data=again).status_code == 302
    face = newest(db).current_version.face
    assert [row["text"] for row in face["options"]] == ["记得住读者", "给店里凑数", "催读者还书"]


# ── versions


def test_any_two_versions_are_laid_side_by_side(teacher: Any, db: Any) -> None:
    item = write(teacher, db)
    address = f"/bank/items/{item.public_id}"
    for text in ("催人还书", "提醒人还书"):
        based_on = str(db.session.get_one(type(item), item.id).current_version_id)
        data = posted("single_choice", based_on=based_on, options__1__text=text)
        assert teacher.post(f"{address}/edit", data=data).status_code == 302
    page = teacher.get(f"{address}/history?old=1&new=3").text
    pair = page.split('id="pair-h"')[1].split("<ol")[0]
    assert "第 1 版与第 3 版" in pair
    assert "<del>催读者</del>" in pair
    assert "<ins>提醒人</ins>" in pair
    assert "删去" in pair
    for wrong in ("old=1&new=1", "old=0&new=2", "old=x&new=2", "old=1"):
        answer = teacher.get(f"{address}/history?{wrong}")
        assert answer.status_code == 200
        assert 'id="pair-h"' not in answer.text


# ── the item's page


def test_the_page_of_an_item_tells_of_its_use(
    teacher: Any, db: Any, make: Any, clock: Callable[[], Any]
) -> None:
    item = write(teacher, db)
    address = f"/bank/items/{item.public_id}"
    assert "还没有人见过这道题" in teacher.get(address).text
    answer = NewAnswer(
        user_id=make.user().id,
        item_id=item.id,
        version_id=item.current_version_id,
        response="A",
        grade=Grade(share=Fraction(1)),
        source="practice",
    )
    record_answer(answer, clock())
    page = teacher.get(address).text
    assert "答过 1 次" in page
    assert "得分率 100%（1 人，证据不足）" in page
    assert "最近一次露面" in page
    assert "像这样的题" in page


@pytest.mark.usefixtures("loaded")
def test_what_keeps_an_item_from_being_stored_is_not_called_harmless(
    make: Any, as_user: Any
) -> None:
    teacher = as_user(make.teacher())
    url = "/bank/preview?type=short_answer"
    page = teacher.post(url, data=posted("short_answer", points="10")).text
    assert "分值不一致的要改了才能存" in page
    assert "不妨碍存" not in page
    assert "不妨碍存" in teacher.post(url, data=posted("short_answer", points="")).text
