from __future__ import annotations

import io
import re
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import func, select

from app.bank import picture_adding
from app.bank.import_models import ItemPicture
from app.bank.models import Item, ItemKeyRow, ItemVersion
from tests.bank.imports import picture
from tests.bank.posted import SHAPES, posted

pytestmark = pytest.mark.usefixtures("loaded")


@pytest.fixture
def teacher(make: Any, as_user: Callable[..., Any]) -> Any:
    return as_user(make.teacher())


def newest(db: Any) -> Any:
    return db.session.scalars(select(Item).order_by(Item.id.desc()).limit(1)).one()


def count_items(db: Any) -> int:
    return db.session.scalar(select(func.count()).select_from(Item)) or 0


def write(client: Any, db: Any, type_: str = "single_choice", **changes: Any) -> Any:
    answer = client.post(f"/bank/new?type={type_}", data=posted(type_, **changes))
    assert answer.status_code == 302, answer.text
    return newest(db)


def test_type_is_asked_first(teacher: Any) -> None:
    page = teacher.get("/bank/new")
    assert page.status_code == 200
    assert all(f"type={type_}" in page.text for type_ in SHAPES)
    assert teacher.get("/bank/new?type=riddle").status_code == 404


@pytest.mark.parametrize("type_", list(SHAPES))
def test_each_type_is_written_shown_and_edited(teacher: Any, db: Any, type_: str) -> None:
    assert teacher.get(f"/bank/new?type={type_}").status_code == 200
    item = write(teacher, db, type_)
    assert (item.type, item.state, item.chapter_id) == (type_, "published", "ch01")
    assert item.content_id is None
    page = teacher.get(f"/bank/items/{item.public_id}")
    assert page.status_code == 200
    form = teacher.get(f"/bank/items/{item.public_id}/edit")
    assert form.status_code == 200
    # What was stored fills the form again, and saving it unchanged makes no version.
    again = posted(type_, based_on=str(item.current_version_id))
    assert teacher.post(f"/bank/items/{item.public_id}/edit", data=again).status_code == 302
    assert db.session.get_one(Item, item.id).current_version.number == 1


def test_what_is_stored(teacher: Any, db: Any) -> None:
    item = write(teacher, db, "fill_blank")
    version = item.current_version
    key = db.session.get_one(ItemKeyRow, version.id).key
    assert version.face["blanks"] == 2
    assert version.face["points"] == "2"
    assert key["blanks"] == [["200", "二百"], ["5"]]
    assert key["tolerance"] == "0.5"
    item = write(teacher, db, "term")
    key = db.session.get_one(ItemKeyRow, item.current_version_id).key
    assert item.current_version.face["points"] == "4"
    assert key["key_points"][0]["variants"] == ["所有客户", "全体客户"]
    assert "must_any" not in key["key_points"][0]
    item = write(teacher, db, "multiple_response")
    key = db.session.get_one(ItemKeyRow, item.current_version_id).key
    assert key["correct"] == ["A", "C"]


TERMS = {
    "key_points__0__must_any": "客户\r\n顾客",
    "key_points__0__forbidden": "只看大客户",
    "key_points__1__ordered": "y",
    "key_points__1__whole": "y",
}


def test_what_a_key_point_asks_beyond_its_words(teacher: Any, db: Any) -> None:
    item = write(teacher, db, "term", **TERMS)
    one, two = db.session.get_one(ItemKeyRow, item.current_version_id).key["key_points"]
    assert one["must_any"] == ["客户", "顾客"]
    assert one["forbidden"] == ["只看大客户"]
    assert "ordered" not in one
    assert two["ordered"] is True
    assert two["half"] is False
    url = f"/bank/items/{item.public_id}/edit"
    page = teacher.get(url).text
    # Folded away only where nothing is asked.
    opened = re.findall(r'<details class="zk-more" open><summary>(.*?)</summary>', page)
    assert sum("更多要求" in one for one in opened) == 2
    assert "客户\n顾客" in page
    told = teacher.get(f"/bank/items/{item.public_id}").text
    assert "必须写到其中一个：客户、顾客" in told
    assert "这样写就不给分：只看大客户" in told
    again = posted("term", based_on=str(item.current_version_id), **TERMS)
    assert teacher.post(url, data=again).status_code == 302
    assert db.session.get_one(Item, item.id).current_version.number == 1
    changed = {name: value for name, value in again.items() if name != "key_points-1-whole"}
    assert teacher.post(url, data=changed).status_code == 302
    assert db.session.get_one(Item, item.id).current_version.number == 2


FIVE = {
    f"key_points__{n}__{name}": value
    for n, text in enumerate(("识别", "区分", "互动", "定制", "回访"))
    for name, value in (("text", text), ("points", "2"))
} | {"stem": "任答四点：怎样经营客户？", "any_of": "4"}


def test_an_author_asks_for_any_so_many_points(teacher: Any, db: Any) -> None:
    item = write(teacher, db, "short_answer", **FIVE)
    version = item.current_version
    assert version.face["points"] == "8"
    assert db.session.get_one(ItemKeyRow, version.id).key["any_of"] == 4
    page = teacher.get(f"/bank/items/{item.public_id}/edit").text
    assert re.search(r'name="any_of"[^>]*value="4"', page)
    assert "任答 4 点，满分 8 分" in page
    assert "任答 4 点，满分 8 分" in teacher.get(f"/bank/items/{item.public_id}").text


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("5", "任答的点数要少于采分点的个数（5 个）"),
        ("四", "应为整数"),
        ("4", "任答 4 点共 8 分，与本题的 10 分不符"),
    ],
)
def test_a_number_of_points_that_cannot_be_is_told_at_its_field(
    teacher: Any, typed: str, says: str
) -> None:
    data = posted("short_answer", **FIVE, points="10") | {"any_of": typed}
    page = teacher.post("/bank/new?type=short_answer", data=data)
    assert page.status_code == 422
    assert says in page.text
    assert f'value="{typed}"' in page.text


@pytest.mark.parametrize(
    ("type_", "changes", "says"),
    [
        ("single_choice", {"stem": ""}, "请填写这一项。"),
        ("single_choice", {"explanation": ""}, "请填写这一项。"),
        ("single_choice", {"correct": None}, "现有 0 个"),
        ("single_choice", {"correct": "3"}, "选项 D"),
        ("single_choice", {"options__2__text": "记得住读者"}, "与选项 A 相同"),
        ("single_choice", {"options__2__text": ""}, "至少要有 3 项"),
        ("single_choice", {"options__0__misconception": "误"}, "正确选项没有误解可写"),
        ("single_choice", {"knowledge__0": ""}, "请至少选一个知识点。"),
        ("single_choice", {"knowledge__0": "ch01.nothing"}, "没有这个知识点。"),
        ("single_choice", {"knowledge__1": "ch01.remember"}, "知识点重复"),
        ("single_choice", {"use": ""}, "请选一项。"),
        ("single_choice", {"level": ""}, "请选一项。"),
        ("single_choice", {"cognitive": "背"}, "只能是"),
        ("single_choice", {"difficulty": ""}, "请选一项。"),
        ("single_choice", {"difficulty": "9"}, "请选一项。"),
        ("single_choice", {"points": "两分"}, "应为数字"),
        ("single_choice", {"points": "0"}, "分值应大于 0"),
        ("multiple_response", {"correct": "0"}, "至少要有两个正确选项"),
        ("true_false", {"answer": None}, "请选一项。"),
        ("fill_blank", {"stem": "没有空。"}, "题干里有 0 个空"),
        ("fill_blank", {"blanks__1": ""}, "请填写这一项。"),
        ("fill_blank", {"blanks__1": "。"}, "不能只有标点"),
        ("fill_blank", {"tolerance": "-1"}, "应不小于 0"),
        ("term", {"model_answer": ""}, "请填写这一项。"),
        ("term", {"key_points__0__points": "x"}, "应为数字"),
        ("term", {"key_points__1__text": "全部客户"}, "与第 1 个采分点相同"),
        ("term", {"key_points__0__forbidden": "全体客户"}, "也写在得分的说法里"),
        (
            "essay",
            {"key_points__0__text": "", "key_points__0__points": ""},
            "至少写一个采分点",
        ),
        ("essay", {"variables": "这不是数字"}, "第 1 行读不懂"),
        ("essay", {"variables": "n = 1..5"}, "定义了却没有用到"),
        ("essay", {"note": "字" * 201}, "最多 200 个字"),
    ],
)
def test_bad_input_is_told_and_nothing_is_stored(
    teacher: Any, db: Any, type_: str, changes: dict[str, Any], says: str
) -> None:
    before = count_items(db)
    answer = teacher.post(f"/bank/new?type={type_}", data=posted(type_, **changes))
    assert answer.status_code == 422
    assert says in answer.text
    assert 'role="alert"' in answer.text
    assert count_items(db) == before


def test_errors_are_told_in_english(teacher: Any) -> None:
    teacher.set_cookie("zhike_locale", "en")
    data = posted("single_choice", use="", correct=None)
    assert teacher.post("/bank/new?type=single_choice", data=data).status_code == 422


def test_typed_text_survives_a_refusal(teacher: Any) -> None:
    data = posted("single_choice", stem="", options__1__feedback="<b>别催</b>")
    page = teacher.post("/bank/new?type=single_choice", data=data).text
    assert "记得住读者" in page
    assert "&lt;b&gt;别催&lt;/b&gt;" in page


def test_add_row_keeps_everything(teacher: Any, db: Any) -> None:
    before = count_items(db)
    data = posted("single_choice", action="add-row", stem="写了一半")
    page = teacher.post("/bank/new?type=single_choice", data=data)
    assert page.status_code == 200
    assert "写了一半" in page.text
    assert 'name="options-4-text"' in page.text
    assert count_items(db) == before


@pytest.mark.parametrize("type_", list(SHAPES))
def test_preview_shows_the_unfinished(teacher: Any, type_: str) -> None:
    data = posted(type_, stem="半截题干", explanation="", knowledge__0="")
    page = teacher.post(f"/bank/preview?type={type_}", data=data)
    assert page.status_code == 200
    assert "半截题干" in page.text
    assert "<html" not in page.text
    assert teacher.post(f"/bank/preview?type={type_}", data={}).status_code == 200


def test_draft_is_not_published(teacher: Any, db: Any) -> None:
    item = write(teacher, db, action="draft")
    assert item.state == "draft"
    seen = {"state": "draft", "version": item.current_version_id}
    where = f"/bank/items/{item.public_id}/state"
    assert teacher.post(where, data={"act": "publish", **seen}).status_code == 302
    assert db.session.get_one(Item, item.id).state == "published"
    assert teacher.post(where, data={"act": "x", **seen}).status_code == 400


def test_edit_makes_a_version_and_history_tells_it(teacher: Any, db: Any) -> None:
    item = write(teacher, db)
    first = item.current_version_id
    data = posted(
        "single_choice", based_on=str(first), options__1__text="催人还书", note="改了错字"
    )
    assert teacher.post(f"/bank/items/{item.public_id}/edit", data=data).status_code == 302
    item = db.session.get_one(Item, item.id)
    assert item.current_version.number == 2
    assert db.session.get_one(ItemVersion, first).face["options"][1]["text"] == "催读者还书"
    page = teacher.get(f"/bank/items/{item.public_id}/history").text
    assert "改了错字" in page
    assert "<del>读者</del>" in page
    assert "<ins>人</ins>" in page


def test_two_editors_do_not_overwrite_each_other(
    db: Any, make: Any, as_user: Callable[..., Any]
) -> None:
    first, second = as_user(make.teacher()), as_user(make.teacher())
    item = write(first, db)
    address = f"/bank/items/{item.public_id}/edit"
    seen = str(item.current_version_id)
    mine = posted("single_choice", based_on=seen, stem="我改的题干（　）。")
    theirs = posted("single_choice", based_on=seen, stem="他改的题干（　）。")
    assert first.post(address, data=theirs).status_code == 302
    refused = second.post(address, data=mine)
    assert refused.status_code == 409
    assert "别人存了新的一版" in refused.text
    assert "我改的题干" in refused.text
    assert "<del>他</del>" in refused.text
    assert "<ins>我</ins>" in refused.text
    current = db.session.get_one(Item, item.id).current_version
    assert current.face["stem"] == "他改的题干（　）。"
    # Having seen both, the second may save on top.
    assert f'value="{current.id}"' in refused.text
    assert second.post(address, data=mine | {"based_on": str(current.id)}).status_code == 302
    assert db.session.get_one(Item, item.id).current_version.number == 3


@pytest.mark.parametrize("based_on", ["99999999999999999999", "9" * 5000, "x"])
def test_a_version_that_cannot_be_is_a_conflict(teacher: Any, db: Any, based_on: str) -> None:
    item = write(teacher, db)
    data = posted("single_choice", based_on=based_on, stem="我改的题干（　）。")
    assert teacher.post(f"/bank/items/{item.public_id}/edit", data=data).status_code == 409


def test_editing_a_shipped_item_keeps_its_material_and_numbers(teacher: Any, db: Any) -> None:
    item = db.session.scalars(select(Item).where(Item.content_id == "ch01-fb-001")).one()
    old = item.current_version
    data = posted(
        "fill_blank",
        based_on=str(old.id),
        stem="勤借的读者价值是 ____ 元。",
        blanks__1="",
        tolerance="",
    )
    assert teacher.post(f"/bank/items/{item.public_id}/edit", data=data).status_code == 302
    version = db.session.get_one(Item, item.id).current_version
    assert (version.number, version.origin) == (2, "edit")
    assert version.stimulus_id == old.stimulus_id
    assert version.face["stimulus"] == "ch01-st-001"


def test_seeded_numbers_are_written_and_come_back(teacher: Any, db: Any) -> None:
    item = write(
        teacher,
        db,
        "fill_blank",
        stem="有 {{n}} 位客户，一半是 ____ 位。",
        blanks__0="{{half}}",
        blanks__1="",
        tolerance="",
        variables="n = 200..400 / 20",
        derived="half = n / 2",
    )
    assert item.current_version.face["seeded"]
    assert item.title == "有 … 位客户，一半是 ____ 位。"
    form = teacher.get(f"/bank/items/{item.public_id}/edit").text
    assert "n = 200..400 / 20" in form
    assert "half = n / 2" in form


def test_copy_becomes_an_own_draft(teacher: Any, db: Any) -> None:
    shipped = db.session.scalars(select(Item).where(Item.content_id == "ch01-fb-001")).one()
    answer = teacher.post(f"/bank/items/{shipped.public_id}/copy")
    assert answer.status_code == 302
    made = newest(db)
    assert (made.content_id, made.state, made.title) == (None, "draft", shipped.title)
    assert made.current_version.stimulus_id == shipped.current_version.stimulus_id


def test_retired_item_stays_reachable(teacher: Any, db: Any) -> None:
    item = write(teacher, db)
    seen = {"state": "published", "version": item.current_version_id}
    teacher.post(f"/bank/items/{item.public_id}/state", data={"act": "retire", **seen})
    assert teacher.get(f"/bank/items/{item.public_id}").status_code == 200
    assert item.title not in teacher.get("/bank").text
    assert item.title in teacher.get("/bank?state=retired").text


# ── pictures


def send_picture(client: Any, data: bytes, words: str = "漏斗图", name: str = "图.png") -> Any:
    sent = {"picture": (io.BytesIO(data), name), "words": words}
    return client.post("/pictures", data=sent, content_type="multipart/form-data")


def test_a_picture_is_made_anew_kept_and_named(teacher: Any, db: Any) -> None:
    answer = send_picture(teacher, picture(), "漏[斗]\n图")
    assert answer.status_code == 201
    kept = db.session.scalars(select(ItemPicture)).one()
    assert answer.json == {"markdown": f"![漏 斗  图](picture:{kept.digest})"} or answer.json == {
        "markdown": f"![漏 斗 图](picture:{kept.digest})"
    }
    assert teacher.get(f"/pictures/{kept.digest}").status_code == 200


@pytest.mark.parametrize(
    ("data", "words"),
    [(b"<svg/>", "不是能用的图片"), (b"", "先选一张"), (b"x" * 2001, "太大")],
)
def test_what_is_no_picture_is_refused(
    teacher: Any, db: Any, monkeypatch: pytest.MonkeyPatch, data: bytes, words: str
) -> None:
    monkeypatch.setattr(picture_adding, "LARGEST", 2000)
    answer = send_picture(teacher, data, name="" if not data else "图.png")
    assert answer.status_code == 422
    assert words in answer.json["problem"]
    assert db.session.scalar(select(func.count()).select_from(ItemPicture)) == 0


def test_without_script_a_picture_goes_behind_the_stem(teacher: Any, db: Any) -> None:
    before = count_items(db)
    data = posted("single_choice") | {
        "action": "picture",
        "picture": (io.BytesIO(picture()), "图.png"),
        "picture_words": "漏斗图",
    }
    page = teacher.post(
        "/bank/new?type=single_choice", data=data, content_type="multipart/form-data"
    )
    kept = db.session.scalars(select(ItemPicture)).one()
    assert page.status_code == 200
    assert f"![漏斗图](picture:{kept.digest})" in page.text
    assert f'src="/pictures/{kept.digest}"' in page.text
    assert count_items(db) == before
    data |= {"picture": (io.BytesIO(b"x"), "图.png")}
    refused = teacher.post(
        "/bank/new?type=single_choice", data=data, content_type="multipart/form-data"
    )
    assert "不是能用的图片" in refused.text


TABLE = "看表：\r\n\r\n| 年 | 流失率 |\r\n|---|---|\r\n| 2024 | 12% |"


def test_line_ends_of_a_browser_make_no_other_text(teacher: Any, db: Any) -> None:
    item = write(teacher, db, "essay", stem=TABLE, explanation="一。\r\n二。")
    assert item.current_version.face["stem"] == TABLE.replace("\r\n", "\n")
    # A row of a table that ends in CR LF would stand in lists with its bars.
    assert item.title == "看表： 年，流失率 2024，12%"
    again = posted("essay", stem=TABLE, explanation="一。\r\n二。", use="exam")
    again["based_on"] = str(item.current_version_id)
    teacher.post(f"/bank/items/{item.public_id}/edit", data=again)
    # A version from before has the browser's line ends; nothing is told of them.
    first = db.session.scalars(
        select(ItemVersion).where(ItemVersion.number == 1, ItemVersion.item_id == item.id)
    ).one()
    first.face = first.face | {"stem": TABLE}
    db.session.commit()
    history = teacher.get(f"/bank/items/{item.public_id}/history").text
    assert "用途" in history
    assert '<th scope="row">题干</th>' not in history


def test_numbers_may_be_typed_in_full_width(teacher: Any, db: Any) -> None:
    item = write(teacher, db, "fill_blank", points="１．５", tolerance="０。５")
    assert item.current_version.face["points"] == "1.5"
    assert db.session.get_one(ItemKeyRow, item.current_version_id).key["tolerance"] == "0.5"


def test_the_browser_is_told_once_that_what_it_kept_is_stored(teacher: Any, db: Any) -> None:
    form = teacher.get("/bank/new?type=true_false").text
    name = re.search(r'data-kept-as="([^"]+)"', form)
    assert name is not None
    item = write(teacher, db, "true_false")
    assert f'data-kept-done="{name[1]}"' in teacher.get(f"/bank/items/{item.public_id}").text
    assert "data-kept-done" not in teacher.get(f"/bank/items/{item.public_id}").text


def test_findings_are_told_in_the_order_of_the_page(teacher: Any) -> None:
    data = {"stem": "题干", "options-0-text": "只有一项", "points": "x"}
    page = teacher.post("/bank/new?type=single_choice", data=data).text
    told = re.findall(r'<li><a href="#([a-z]+)', page)
    assert told == [
        "options",
        "explanation",
        "knowledge",
        "level",
        "cognitive",
        "difficulty",
        "use",
        "points",
    ]


def test_the_next_one_is_filed_as_the_last(teacher: Any, db: Any) -> None:
    item = write(teacher, db, "true_false")
    page = teacher.get(f"/bank/items/{item.public_id}").text
    link = re.search(r'href="(/bank/new\?[^"]*like=[^"]*)"', page)
    assert link is not None
    form = teacher.get(link[1].replace("&amp;", "&")).text
    for value in ("ch01.remember", "掌握", "理解", "2", "practice"):
        assert f'selected value="{value}"' in form or f'value="{value}" selected' in form
    assert item.title not in form
    # Only after storing: whoever just looks is not asked to write.
    assert "like=" not in teacher.get(f"/bank/items/{item.public_id}").text
    assert teacher.get("/bank/new?type=essay&like=nothing").status_code == 200


def test_a_conflict_with_oneself_says_so(teacher: Any, db: Any) -> None:
    item = write(teacher, db)
    data = posted("single_choice", based_on=str(item.current_version_id), stem="先改的（　）。")
    teacher.post(f"/bank/items/{item.public_id}/edit", data=data)
    answer = teacher.post(
        f"/bank/items/{item.public_id}/edit", data=data | {"stem": "后改的（　）。"}
    )
    assert answer.status_code == 409
    assert "你在别的页面存了新的一版" in answer.text


def test_versions_are_compared_in_words_for_people(teacher: Any, db: Any) -> None:
    name = send_picture(teacher, picture()).json["markdown"]
    item = write(teacher, db)
    data = posted("single_choice", based_on=str(item.current_version_id), level="了解")
    teacher.post(f"/bank/items/{item.public_id}/edit", data=data | {"stem": f"看图{name}（　）。"})
    history = teacher.get(
        f"/bank/items/{item.public_id}/history", headers=[("Accept-Language", "en")]
    ).text
    digest = re.search(r"[0-9a-f]{64}", name)
    assert digest is not None
    assert f"picture:{digest[0][:8]}…" in history
    assert digest[0] not in history
    told = re.sub(r'<span class="zk-vh">.*?</span>', "", history)
    assert "<del>Master</del>" in told
    assert "<ins>Know of</ins>" in told
