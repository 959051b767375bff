"""The pages of an import: bring in, look, edit, set many, store, throw away."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from flask import Flask
from lxml import html
from sqlalchemy import func, select

from app.bank.domain.types import ItemType
from app.bank.exchange.detect import Format
from app.bank.exchange.questions import Picture, Problem, ProblemKind, ReadError, ReadFault
from app.bank.import_data import from_data
from app.bank.import_models import ImportBatch, ImportQuestion
from app.bank.import_pictures import silent_pictures
from app.bank.import_words import FAULT_WORDS, PROBLEM_WORDS
from app.bank.models import ItemKeyRow, ItemVersion
from app.bank.queries import list_knowledge
from app.bank.suggesting import Lexicon, Suggestion
from tests.bank.imports import (
    BAD,
    GOOD,
    Reader,
    at,
    blank,
    bring,
    choice,
    confirm,
    fields,
    many,
    own_items,
    picture,
    rows_of,
    truth,
    written,
)
from tests.bank.posted import LABELS

MANY = ItemType.MULTIPLE_RESPONSE
pytestmark = pytest.mark.usefixtures("loaded")


@pytest.fixture
def teacher(make: Any, as_user: Callable[..., Any]) -> Any:
    return as_user(make.teacher())


def save(client: Any, batch: ImportBatch, query: str = "", **changes: Any) -> Any:
    data = fields(client, batch, query, **changes)
    return client.post(f"/bank/import/{batch.public_id}{query}", data=data)


def see(client: Any, batch: ImportBatch, query: str = "") -> str:
    answer = client.get(f"/bank/import/{batch.public_id}{query}")
    assert answer.status_code == 200
    return answer.text


# ── bringing in


def test_questions_wait_on_cards_and_nothing_is_stored(teacher: Any, reader: Reader) -> None:
    batch = bring(teacher, use="exam")
    page = see(teacher, batch)
    assert "4 道等着核对，其中 4 道现在就可以存" in page
    assert "原文第 2–6 行" in page
    assert "第3行" in page  # the source stands beside the card
    assert own_items() == []
    assert reader.calls == [("", "题目".encode(), "auto")]
    bring(teacher, format="gift")
    assert reader.calls[-1][2] == "gift"


def test_a_file_is_read_by_its_name_and_bytes(teacher: Any, reader: Reader) -> None:
    data = {"file": (io.BytesIO(b"bytes"), "旧题.docx"), "format": "auto"}
    answer = teacher.post("/bank/import", data=data, content_type="multipart/form-data")
    assert answer.status_code == 302
    assert reader.calls == [("旧题.docx", b"bytes", "auto")]
    assert "旧题.docx" in teacher.get("/bank/import").text


@pytest.mark.parametrize("fault", list(ReadFault))
def test_every_fault_says_what_happened_and_keeps_what_was_typed(
    teacher: Any, db: Any, reader: Reader, fault: ReadFault
) -> None:
    reader.error = ReadError(fault, place=7)
    answer = teacher.post("/bank/import", data=LABELS | {"text": "我贴的文字"})
    assert answer.status_code == 422
    assert str(FAULT_WORDS[fault])[:12] in answer.text
    assert "第 7 行" in answer.text
    assert "我贴的文字" in answer.text
    assert db.session.scalar(select(func.count()).select_from(ImportBatch)) == 0


PASTED = {
    "with headings": "题干\tA\tB\t答案\n回访先做的是（ ）。\t记录\t降价\tA\n分级先看的是（ ）。\t店龄\t价值\tB\n",
    "without": "回访先做的是（ ）。\t记录\t降价\tA\n分级先看的是（ ）。\t店龄\t价值\tB\n",
    "gift": "回访先做的是？ {\n=记录\n~降价\n}\n\n分级先看的是？ {\n~店龄\n=价值\n}\n",
    "aiken": "回访先做的是？\nA. 记录\nB. 降价\nANSWER: A\n\n分级先看的是？\nA. 店龄\nB. 价值\nANSWER: B\n",
    "text": "1. 回访先做的是（A）。\nA. 记录 B. 降价\n2. 分级先看的是（B）。\nA. 店龄 B. 价值\n",
}


@pytest.mark.parametrize("text", PASTED.values(), ids=PASTED)
def test_whatever_was_copied_is_read(
    teacher: Any, text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Rows out of a sheet, and the formats of other programs, pasted like any text."""
    from app.bank import importing
    from app.bank.exchange.reading import read

    monkeypatch.setattr(importing, "read_file", read)
    batch = bring(teacher, text=text)
    assert [(row.data["correct"], row.data["type"]) for row in rows_of(batch)] == [
        (["A"], "single_choice"),
        (["B"], "single_choice"),
    ]


@pytest.mark.parametrize("text", ["", "   ", "x" * 1_000_001])
def test_nothing_and_too_much_are_refused(teacher: Any, reader: Reader, text: str) -> None:
    answer = teacher.post("/bank/import", data=LABELS | {"text": text})
    assert answer.status_code == 422
    assert reader.calls == []


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("空.txt", b"", "这个文件是空的"),
        ("空.txt", b" \n", "这个文件是空的"),
        ("坏.zip", b"PK\x03\x04cut", "打不开这个压缩包"),
        ("假.ZIP", b"no archive", "打不开这个压缩包"),
        ("卷.pdf", b"%PDF-1.7 ...", "这是 PDF"),
        ("卷.rtf", b"{\\rtf1 ...", "这是 RTF 文件"),
        ("卷.rar", b"Rar!\x1a\x07", "这是压缩包"),
        ("卷.jpg", b"\xff\xd8\xff\xe0", "这是图片"),
        ("卷.xyz", b"\x00\x01\x02", "认不出这是什么格式"),
    ],
)
def test_an_empty_file_and_a_broken_archive_are_called_so(
    teacher: Any, reader: Reader, name: str, data: bytes, words: str
) -> None:
    reader.error = ReadError(ReadFault.UNKNOWN_FORMAT)
    posted = LABELS | {"file": (io.BytesIO(data), name)}
    answer = teacher.post("/bank/import", data=posted, content_type="multipart/form-data")
    assert answer.status_code == 422
    assert f"“{name}”：{words}" in answer.text


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)


@pytest.mark.parametrize(
    ("name", "stream", "words"),
    [
        ("卷.doc", "WordDocument", "旧格式的 .doc"),
        ("题.xls", "Workbook", "旧格式的 .xls"),
        ("题.xlsx", "EncryptedPackage", "设了打开密码"),
    ],
)
def test_old_and_locked_files_of_an_office_are_told_apart(
    teacher: Any, reader: Reader, name: str, stream: str, words: str
) -> None:
    reader.error = ReadError(ReadFault.OLD_WORD)
    data = OLE + stream.encode("utf-16-le") + bytes(40)
    posted = LABELS | {"file": (io.BytesIO(data), name)}
    answer = teacher.post("/bank/import", data=posted, content_type="multipart/form-data")
    assert answer.status_code == 422
    assert words in answer.text


def test_what_is_too_large_is_said_on_the_page_of_the_import(
    teacher: Any, app: Flask, reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.config, "MAX_CONTENT_LENGTH", 2 * 1024 * 1024)
    page = html.fromstring(teacher.get("/bank/import").text)
    place = page.xpath("//*[@data-most]")[0]
    assert 0 < int(place.get("data-most")) < 2 * 1024 * 1024
    assert "一次最多 2 MB" in place.xpath(".//*[@data-too-large]")[0].text_content()
    body = b'--b\r\nContent-Disposition: form-data; name="text"\r\n\r\n' + b"x" * 3 * 1024 * 1024
    answer = teacher.post("/bank/import", data=body, content_type="multipart/form-data; boundary=b")
    assert answer.status_code == 413
    assert "什么也没有存。一次最多 2 MB" in answer.text
    assert html.fromstring(answer.text).xpath("//input[@type='file']/@aria-invalid") == ["true"]
    assert reader.calls == []


def test_every_format_can_be_chosen(teacher: Any) -> None:
    page = html.fromstring(teacher.get("/bank/import").text)
    offered = page.xpath("//select[@name='format']/option/@value")
    assert set(offered) == {"auto", *Format}


def test_a_file_without_questions_says_so(teacher: Any, reader: Reader) -> None:
    reader.finds()
    answer = teacher.post("/bank/import", data=LABELS | {"text": "一段话"})
    assert answer.status_code == 422
    assert "没有认出题目" in answer.text


def test_every_problem_and_fault_has_words() -> None:
    assert set(PROBLEM_WORDS) == set(ProblemKind)
    assert set(FAULT_WORDS) == set(ReadFault)


# ── looking


def test_groups_say_what_is_ready_what_to_look_at_and_what_lacks_something(
    teacher: Any, reader: Reader
) -> None:
    doubtful = replace(truth("不太有把握的一题。"), confidence=0.4)
    odd = choice("答案怪的题（　）。", problems=(Problem(ProblemKind.ODD_KEY, 3, "E"),))
    reader.finds(*GOOD, doubtful, odd, BAD, replace(truth(), stem=None), choice("空", texts=()))
    batch = bring(teacher)
    assert [row.standing for row in rows_of(batch)] == [
        *["ready"] * 4,
        *["review"] * 2,
        *["draft"] * 3,
    ]
    page = see(teacher, batch, "?show=review")
    assert "答案怪的题" in page
    assert "答案“E”与题型或选项对不上" in page
    assert "识别没有把握" in page
    assert "没有答案的题" not in page
    assert "没有答案的题" in see(teacher, batch, "?show=draft")


def test_lines_of_no_question_stand_at_the_question_before_them(
    teacher: Any, reader: Reader
) -> None:
    reader.finds(*GOOD, loose=((1, "一张卷子"), (7, "重的中心"), (15, "全卷完")))
    page = html.fromstring(see(teacher, bring(teacher)))
    for number, words in ((1, "一张卷子"), (1, "重的中心"), (4, "全卷完")):
        assert words in page.get_element_by_id(f"card-{number}").text_content()
    assert "重的中心" not in page.get_element_by_id("card-2").text_content()


def test_only_fifty_cards_stand_on_a_page(teacher: Any, reader: Reader) -> None:
    reader.finds(*many(120))
    batch = bring(teacher)
    assert see(teacher, batch).count('class="zk-paste"') == 50
    assert see(teacher, batch, "?page=3").count('class="zk-paste"') == 20


def test_number_of_statements_does_not_grow_with_the_questions(
    teacher: Any, reader: Reader, count_sql: Any
) -> None:
    reader.finds(*many(2))
    few = bring(teacher)
    reader.finds(*many(300))
    with count_sql() as brought:
        batch = bring(teacher)
    assert len(brought) < 30
    see(teacher, few)
    costs = []
    for one in (few, batch):
        with count_sql() as seen:
            see(teacher, one)
        data = fields(teacher, one)
        with count_sql() as saved:
            teacher.post(f"/bank/import/{one.public_id}", data=data)
        costs.append((len(seen), len(saved)))
    assert costs[0] == costs[1]


def test_a_batch_is_its_authors_own(
    teacher: Any, reader: Reader, make: Any, as_user: Callable[..., Any]
) -> None:
    batch = bring(teacher)
    other = as_user(make.teacher())
    for tail in ("", "/done"):
        assert other.get(f"/bank/import/{batch.public_id}{tail}").status_code == 404
    for tail in ("", "/confirm", "/undo", "/discard"):
        assert other.post(f"/bank/import/{batch.public_id}{tail}").status_code == 404
    assert batch.public_id not in other.get("/bank/import").text


@pytest.mark.parametrize(
    "hostile",
    ["<script>alert(1)</script>", '<img src=x onerror="alert(1)">', "</textarea><script>x"],
)
def test_hostile_words_are_inert(teacher: Any, reader: Reader, hostile: str) -> None:
    evil = choice(f"{hostile} ![{hostile}](picture:x) $x$", texts=(hostile, "乙", "丙"))
    evil = replace(evil, explanation=hostile, problems=(Problem(ProblemKind.ODD_KEY, 1, hostile),))
    reader.finds(evil, evil, lines=(hostile,) * 9, loose=((1, hostile),))
    batch = bring(teacher)
    page = see(teacher, batch)
    assert "<script>alert" not in page
    assert "<img src=x" not in page
    assert "</textarea><script>" not in page


def test_words_are_asked_for_where_the_file_gives_none(teacher: Any, reader: Reader) -> None:
    stem = "看图 ![](picture:a.png) 与 ![漏斗](picture:b.png)，卡片为了（　）。"
    pictures = (Picture("a.png", picture()), Picture("b.png", picture(20, 20)))
    reader.finds(choice(stem, pictures=pictures))
    batch = bring(teacher)
    page = see(teacher, batch)
    assert page.count("图里是什么") == 1
    (digest,) = silent_pictures(from_data(rows_of(batch)[0].data))
    save(teacher, batch, **{f"c0-alt-{digest[:12]}": "每年的[回头]率"})
    told = rows_of(batch)[0].data["stem"]
    assert f"![每年的 回头 率](picture:{digest})" in told
    assert "![漏斗](picture:" in told
    assert "图里是什么" not in see(teacher, batch)


def test_what_needs_no_look_is_folded_and_the_rest_is_named_above(
    teacher: Any, reader: Reader
) -> None:
    sure = replace(truth(), confidence=0.97)
    reader.finds(sure, replace(BAD, confidence=0.6), replace(blank(), confidence=0.8))
    batch = bring(teacher)
    page = html.fromstring(see(teacher, batch))
    folded = page.xpath("//section[details[contains(@class, 'zk-import__fold')]]/@id")
    assert folded == ["card-1"]
    assert page.xpath("//nav[contains(@class, 'zk-import__asking')]/a/@href") == [
        "#card-2",
        "#card-3",
    ]
    assert page.xpath("//*[@id='card-1']/details//textarea[@name='c0-stem']")
    save(teacher, batch, **{"c0-stem": "改过的说法对不对。"})
    assert rows_of(batch)[0].data["stem"] == "改过的说法对不对。"


# ── labels and suggestions


def test_a_knowledge_point_that_the_site_does_not_know_is_told_and_its_words_stay(
    teacher: Any, reader: Reader
) -> None:
    title = list_knowledge()[0].title
    reader.finds(
        replace(truth(), labels={"knowledge": f"{title}、客户玄学"}),
        replace(truth("卡片有用。"), labels={"knowledge": "客户玄学"}),
    )
    batch = bring(teacher, **{"knowledge-0": ""})
    first, second = rows_of(batch)
    assert first.labels["knowledge"] == [list_knowledge()[0].id]
    page = teacher.get(f"/bank/import/{batch.public_id}").text
    assert page.count("原文写的知识点“客户玄学”这里没有") == 2
    assert second.data["labels"]["knowledge"] == "客户玄学"
    assert "knowledge" not in first.labels["guessed"]


def test_a_label_that_nobody_can_read_is_told_and_not_passed_off_as_the_files(
    teacher: Any, reader: Reader
) -> None:
    reader.finds(replace(truth(), labels={"difficulty": "特别怪", "cognitive": "领会"}))
    batch = bring(teacher, difficulty="", cognitive="", use="")
    row = rows_of(batch)[0]
    assert (row.labels["difficulty"], row.labels["cognitive"]) == (3, "理解")
    assert row.labels["guessed"] == ["difficulty", "use"]
    page = see(teacher, batch)
    assert "原文的标签“特别怪”读不懂，没有采用" in page
    assert "按惯例填的：预计难度、用途。" in page


def test_what_only_lacks_labels_is_not_called_wrong(teacher: Any, reader: Reader) -> None:
    reader.finds(choice(), choice("卡片做什么用（　）。", texts=("好看", "记得住")))
    bare = {"knowledge-0": "", "level": "", "cognitive": ""}
    page = html.fromstring(see(teacher, bring(teacher, **bare)))
    heads = [one.text_content() for one in page.find_class("zk-paste__h")]
    assert "需复核：还缺标签" in heads[0]
    assert "需复核：有误" in heads[1]


def test_the_lines_of_the_source_stand_open_beside_every_card(teacher: Any, reader: Reader) -> None:
    reader.finds(choice(), truth())
    page = html.fromstring(see(teacher, bring(teacher)))
    folds = [one.getparent() for one in page.find_class("zk-source")]
    assert len(folds) == 2
    assert all("open" in fold.attrib for fold in folds)


def test_the_chapter_that_a_file_names_narrows_the_suggestions(
    teacher: Any, reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[Any] = []
    monkeypatch.setattr(
        Lexicon, "suggest", lambda _self, _text, among=None: asked.append(among) or []
    )
    inside = {point.id for point in list_knowledge() if point.chapter_id == "ch01"}
    reader.finds(*(replace(truth(), labels={"chapter": word}) for word in ("ch01", "第一章")))
    bring(teacher)
    assert asked[:2] == [inside, None]


def test_an_unknown_word_for_the_type_is_named(teacher: Any, reader: Reader) -> None:
    guessed = Problem(ProblemKind.GUESSED_TYPE, 3, "怪题型")
    reader.finds(
        truth().with_problems(guessed), truth("二").with_problems(replace(guessed, detail=""))
    )
    page = see(teacher, bring(teacher))
    assert "题型是猜的（原文写“怪题型”），请核对。" in page
    assert "题型是猜的，请核对。" in page


def test_knowledge_is_suggested_from_the_words_and_the_words_are_named(
    teacher: Any, reader: Reader
) -> None:
    reader.finds(truth("店主要记得住读者，靠的是卡片。"))
    batch = bring(
        teacher, **{"knowledge-0": "", "level": "", "cognitive": "", "difficulty": "", "use": ""}
    )
    row = rows_of(batch)[0]
    assert row.suggested
    assert row.labels["knowledge"] == [row.suggested[0][0]]
    assert (row.labels["difficulty"], row.labels["use"]) == (3, "practice")
    assert row.labels["level"] in ("了解", "掌握", "运用")
    page = see(teacher, batch)
    assert "按文字建议" in page
    assert row.suggested[0][1][0] in page


def test_what_nobody_said_is_marked_as_guessed_until_somebody_does(
    teacher: Any, reader: Reader
) -> None:
    told = {"difficulty": "难"}
    reader.finds(replace(truth("要记得住读者，靠的是卡片。"), labels=told))
    batch = bring(teacher, **{"knowledge-0": "", "level": "", "difficulty": "", "use": ""})
    assert rows_of(batch)[0].labels["guessed"] == ["knowledge", "level", "use"]
    assert "按惯例填的：知识点、教学层次、用途。" in see(teacher, batch)
    save(teacher, batch, **{"c0-level": "运用"})
    assert rows_of(batch)[0].labels["guessed"] == ["knowledge", "use"]
    save(teacher, batch, **{"do": "bulk", "pick": ["0"], "b-use": "exam"})
    assert rows_of(batch)[0].labels["guessed"] == ["knowledge"]


def test_a_weak_suggestion_is_shown_but_not_taken(
    teacher: Any, reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    unsure = Suggestion("ch01.count", ("方案",), 7.0)
    monkeypatch.setattr(Lexicon, "suggest", lambda *_args, **_more: [unsure])
    reader.finds(truth())
    batch = bring(teacher, **{"knowledge-0": ""})
    row = rows_of(batch)[0]
    assert (row.labels["knowledge"], row.standing) == ([], "review")
    assert "因为“方案”" in see(teacher, batch)


def test_labels_of_the_file_are_taken_where_the_batch_has_none(
    teacher: Any, reader: Reader
) -> None:
    told = {"knowledge": "ch01.count", "difficulty": "难", "use": "考试", "source": "旧卷"}
    reader.finds(replace(truth(), labels=told))
    batch = bring(teacher, **{"knowledge-0": "", "difficulty": "", "use": ""})
    labels = rows_of(batch)[0].labels
    assert (labels["knowledge"], labels["difficulty"], labels["use"]) == (["ch01.count"], 5, "exam")


def test_many_are_set_at_once(teacher: Any, reader: Reader) -> None:
    batch = bring(teacher)
    more = {"do": "bulk", "pick": ["0", "2"], "b-use": "reserved", "b-difficulty": "5"}
    assert save(teacher, batch, **more).status_code == 302
    rows = rows_of(batch)
    assert [row.labels["use"] for row in rows] == ["reserved", "practice", "reserved", "practice"]
    assert [row.labels["difficulty"] for row in rows] == [5, 2, 5, 2]
    assert rows[0].labels["level"] == "掌握"


def test_all_of_a_group_are_set_whatever_page_they_are_on(teacher: Any, reader: Reader) -> None:
    reader.finds(*many(60), BAD)
    batch = bring(teacher)
    more = {"do": "bulk", "scope": "all", "b-cognitive": "应用", "b-choice": "leave"}
    save(teacher, batch, "?show=ready&page=1", **more)
    rows = rows_of(batch)
    assert {(row.labels["cognitive"], row.choice) for row in rows[:60]} == {("应用", "leave")}
    assert (rows[60].labels["cognitive"], rows[60].choice) == ("理解", "store")


def test_a_chapter_asks_where_no_words_speak_for_one_of_its_points(
    teacher: Any, reader: Reader
) -> None:
    reader.finds(truth("毫不相干的另一句话。"))
    batch = bring(teacher, **{"knowledge-0": ""})
    save(teacher, batch, **{"do": "bulk", "scope": "all", "b-chapter": "ch01"})
    row = rows_of(batch)[0]
    assert (row.labels["knowledge"], row.good) == ([], False)
    assert "请至少选一个知识点" in see(teacher, batch)


def test_a_chapter_files_each_question_by_its_words(teacher: Any, reader: Reader) -> None:
    batch = bring(teacher, **{"knowledge-0": "ch01.count"})
    save(teacher, batch, **{"do": "bulk", "scope": "all", "b-chapter": "ch01"})
    assert all(row.labels["knowledge"][0].startswith("ch01.") for row in rows_of(batch))
    answer = save(teacher, batch, **{"do": "bulk", "scope": "all", "b-chapter": "ch77"})
    assert answer.status_code == 400
    assert "这一章还没有知识点" in answer.text


def test_nothing_chosen_changes_nothing(teacher: Any, reader: Reader) -> None:
    batch = bring(teacher)
    before = [row.labels for row in rows_of(batch)]
    save(teacher, batch, do="bulk", scope="all")
    save(teacher, batch, **{"do": "bulk", "b-use": "exam"})
    assert [row.labels for row in rows_of(batch)] == before


# ── editing


def test_every_field_of_a_card_can_be_edited(teacher: Any, reader: Reader) -> None:
    batch = bring(teacher)
    changes = {
        "c0-stem": "改过的题干（　）。",
        "c0-o": ["甲", "", "丙", "丁"],
        "c0-right": ["3"],
        "c0-points": "4 分",
        "c0-explanation": "新的解析。",
        "c0-knowledge-0": "数一数读者",
        "c2-blanks": "5｜五｜伍",
        "c3-reference": "新的答案。",
        "c3-key_points": "识别｜2\r\n区分｜4｜分开｜划分",
    }
    titles = {"c0-knowledge-0": _title("ch01.count")}
    assert save(teacher, batch, **(changes | titles)).status_code == 302
    first, _second, third, fourth = (row.data for row in rows_of(batch))
    assert [option[:2] for option in first["options"]] == [["A", "甲"], ["B", "丙"], ["C", "丁"]]
    assert first["correct"] == ["C"]
    assert (first["stem"], first["points"]) == ("改过的题干（　）。", "4")
    assert rows_of(batch)[0].labels["knowledge"] == ["ch01.count"]
    assert third["blanks"] == [["5", "五", "伍"]]
    assert fourth["reference"] == "新的答案。"
    assert [(p["text"], p["points"], p["variants"]) for p in fourth["key_points"]] == [
        ("识别", "2", []),
        ("区分", "4", ["分开", "划分"]),
    ]
    assert own_items() == []


def _title(point: str) -> str:
    from app.bank.models import KnowledgePoint
    from app.extensions import db

    return db.session.get_one(KnowledgePoint, point).title


def test_a_type_may_be_changed(teacher: Any, reader: Reader) -> None:
    reader.finds(replace(choice(), type=None))
    batch = bring(teacher)
    assert rows_of(batch)[0].standing == "draft"
    save(teacher, batch, **{"c0-type": "single_choice"})
    row = rows_of(batch)[0]
    assert (row.data["type"], row.standing) == ("single_choice", "ready")
    assert len(row.data["options"]) == 3


def test_an_option_moves_up_with_its_key_and_feedback(teacher: Any, reader: Reader) -> None:
    question = choice()
    told = replace(question.options[1], feedback="对了")
    reader.finds(replace(question, options=(question.options[0], told, question.options[2])))
    batch = bring(teacher)
    answer = save(teacher, batch, do="up:0:1")
    assert answer.headers["Location"].endswith("#card-1")
    data = rows_of(batch)[0].data
    assert [option[:3] for option in data["options"]] == [
        ["A", "记得住", "对了"],
        ["B", "好看", ""],
        ["C", "凑数", ""],
    ]
    assert data["correct"] == ["A"]


def test_options_come_back_in_the_order_of_the_page(teacher: Any, reader: Reader) -> None:
    batch = bring(teacher)
    moved = {"c0-o": ["凑数", "好看", "记得住"], "c0-w": ["2", "0", "1"]}
    save(teacher, batch, query="", **moved)
    data = rows_of(batch)[0].data
    assert [option[1] for option in data["options"]] == ["凑数", "好看", "记得住"]
    assert data["correct"] == ["C"]


def test_saving_a_page_leaves_the_others_alone(teacher: Any, reader: Reader) -> None:
    reader.finds(*many(60))
    batch = bring(teacher)
    second = {"c55-stem": "第二页改的题。"}
    save(teacher, batch, "?page=2", **second)
    save(teacher, batch, "?page=1", **{"c3-stem": "第一页改的题。"})
    rows = rows_of(batch)
    assert rows[55].data["stem"] == "第二页改的题。"
    assert rows[3].data["stem"] == "第一页改的题。"
    assert rows[4].data["stem"] == many(60)[4].stem


def test_two_pages_that_change_one_question_do_not_overwrite_each_other(
    teacher: Any, reader: Reader
) -> None:
    batch = bring(teacher)
    address = f"/bank/import/{batch.public_id}"
    old = fields(teacher, batch)
    save(teacher, batch, **{"c0-stem": "先存的题干（　）。"})
    answer = teacher.post(address, data=old | {"c0-stem": "后存的题干（　）。", "do": "save"})
    assert answer.status_code == 409
    assert "刚才在另一个页面改过" in answer.text
    assert "后存的题干（　）。</textarea>" in answer.text
    assert rows_of(batch)[0].data["stem"] == "先存的题干（　）。"
    # The page that was refused shows what there is; saved once more, it counts.
    form = html.fromstring(answer.text).xpath("//form[@data-import]")[0]
    again = {"c0-seen": dict(form.form_values())["c0-seen"], "c0-stem": "后存的题干（　）。"}
    assert teacher.post(address, data=old | again).status_code == 302
    assert rows_of(batch)[0].data["stem"] == "后存的题干（　）。"


def test_two_pages_that_change_different_questions_both_count(teacher: Any, reader: Reader) -> None:
    batch = bring(teacher)
    old = fields(teacher, batch)
    save(teacher, batch, **{"c0-stem": "先存的题干（　）。"})
    answer = teacher.post(f"/bank/import/{batch.public_id}", data=old | {"c1-stem": "另一题。"})
    assert answer.status_code == 302
    stems = [row.data["stem"] for row in rows_of(batch)]
    assert stems[:2] == ["先存的题干（　）。", "另一题。"]


def test_confirming_an_old_page_stores_nothing(teacher: Any, reader: Reader) -> None:
    batch = bring(teacher)
    old = fields(teacher, batch, state="published")
    save(teacher, batch, **{"c2-blanks": "6"})
    answer = teacher.post(
        f"/bank/import/{batch.public_id}/confirm", data=old | {"c2-blanks": "7｜七"}
    )
    assert answer.status_code == 409
    assert "7｜七" in answer.text
    assert own_items() == []


def test_an_unchanged_page_of_every_kind_is_not_taken_for_a_change(
    teacher: Any, reader: Reader
) -> None:
    precise = blank(" 约 ____ 元。 ", blanks=(("12.5",),), tolerance=Decimal("0.50"))
    fixed = choice(shuffle=False, points=Decimal("2.50"), explanation="甲\r\n乙 ")
    lost = replace(written("另一题。"), type=None)
    reader.finds(*GOOD, precise, fixed, BAD, lost, choice("几项？", ("A", "B"), type=MANY))
    batch = bring(teacher)
    old = fields(teacher, batch)
    places = [str(row.position) for row in rows_of(batch)]
    save(teacher, batch, **{"do": "bulk", "pick": places, "b-difficulty": "5"})
    assert teacher.post(f"/bank/import/{batch.public_id}", data=old).status_code == 302
    assert {row.labels["difficulty"] for row in rows_of(batch)} == {5}


def test_what_is_wrong_stands_at_its_field(teacher: Any, reader: Reader) -> None:
    batch = bring(teacher)
    same = {"c0-o": ["甲", "甲", "丙"], "c0-w": ["0", "1", "2"]}
    save(teacher, batch, **same, **{"c1-level": ""})
    page = see(teacher, batch)
    assert "选项 B：与选项 A 相同" in page
    assert "请选一项" in page
    assert 'aria-invalid="true"' in page
    assert rows_of(batch)[0].good is False


def test_a_multiple_response_that_is_all_right_is_stored_with_a_remark(
    teacher: Any, reader: Reader
) -> None:
    told = (Problem(ProblemKind.ALL_RIGHT, 2),)
    reader.finds(choice("有几项（　）。", ("A", "B", "C"), type=MANY, problems=told))
    batch = bring(teacher)
    assert (rows_of(batch)[0].good, rows_of(batch)[0].standing) == (True, "ready")
    assert "全选就得满分" in see(teacher, batch)


@pytest.mark.parametrize("line", ["|---|---|", "| --- | --- |", "|:-:|--:|", "--- | ---"])
def test_a_table_is_shown_as_it_will_look(teacher: Any, reader: Reader, line: str) -> None:
    table = f"| 年 | 流失 |\n{line}\n| 一 | 三成 |"
    reader.finds(truth(f"看表。\n\n{table}"), truth("另一题。", material=("案例", table)))
    page = html.fromstring(see(teacher, bring(teacher)))
    assert len(page.xpath("//*[contains(@class, 'zk-import__look')]//table")) == 2
    assert int(page.xpath("//textarea[@name='c0-stem']/@rows")[0]) >= 5


@pytest.mark.parametrize(
    "nonsense",
    [
        {"c0-type": "no_such_type"},
        {"c0-right": ["77", "x", "-1"]},
        {"c0-w": ["99999", "x", ""]},
        {"c0-points": "NaN"},
        {"c0-choice": "version"},
        {"do": "up:0:99"},
        {"do": "up:x:y"},
        {"c99-type": "single_choice"},
        {"b-difficulty": "9" * 50, "do": "bulk", "scope": "all"},
        {"c0-knowledge-0": "没有这个点"},
        {"c2-blanks": "｜｜\n｜"},
        {"c3-key_points": "｜｜｜"},
    ],
)
def test_nonsense_is_no_error(teacher: Any, reader: Reader, nonsense: dict[str, Any]) -> None:
    batch = bring(teacher)
    assert save(teacher, batch, **nonsense).status_code == 302
    see(teacher, batch)
    assert own_items() == []


# ── storing


def test_chosen_questions_become_items(teacher: Any, db: Any, reader: Reader) -> None:
    batch = bring(teacher, use="exam")
    answer = confirm(teacher, batch)
    assert answer.headers["Location"].endswith("/done")
    items = own_items()
    assert [item.type for item in items] == [
        "single_choice",
        "true_false",
        "fill_blank",
        "short_answer",
    ]
    assert {(item.use, item.state) for item in items} == {("exam", "published")}
    key = db.session.get_one(ItemKeyRow, items[0].current_version_id).key
    assert (key["correct"], key["explanation"]) == (["B"], "为了记得住。")
    version = db.session.get_one(ItemVersion, items[0].current_version_id)
    assert "第 2 行" in version.note
    assert {point.id for point in items[0].knowledge} == {"ch01.remember"}


def test_they_may_be_stored_as_drafts(teacher: Any, reader: Reader) -> None:
    confirm(teacher, bring(teacher), "draft")
    assert {item.state for item in own_items()} == {"draft"}


def test_edits_of_the_page_are_stored_with_it(teacher: Any, reader: Reader) -> None:
    batch = bring(teacher)
    confirm(teacher, batch, **{"c0-stem": "改过再存的题（　）。"})
    assert own_items()[0].title == "改过再存的题（　）。"


def test_what_is_left_out_or_not_right_stays_in_the_batch(teacher: Any, reader: Reader) -> None:
    reader.finds(*GOOD, BAD)
    batch = bring(teacher)
    answer = confirm(teacher, batch, **{"c1-choice": "leave"})
    assert answer.status_code == 302
    assert [item.type for item in own_items()] == ["single_choice", "fill_blank", "short_answer"]
    page = teacher.get(answer.headers["Location"]).text
    assert "还有 2 道留在这一批里" in page
    assert "没有答案的题" in page
    assert "来得勤" in page


def test_questions_of_all_pages_are_stored(teacher: Any, reader: Reader, count_sql: Any) -> None:
    reader.finds(*many(130))
    batch = bring(teacher)
    data = fields(teacher, batch, state="published")
    with count_sql() as statements:
        teacher.post(f"/bank/import/{batch.public_id}/confirm", data=data)
    assert len(own_items()) == 130
    assert len(statements) < 60


def test_a_second_press_and_a_second_tab_store_nothing(teacher: Any, reader: Reader) -> None:
    reader.finds(*GOOD, BAD)
    batch = bring(teacher)
    data = fields(teacher, batch, state="published")
    address = f"/bank/import/{batch.public_id}/confirm"
    assert teacher.post(address, data=data).status_code == 302
    again = teacher.post(address, data=data | {"c4-stem": "另一页里改的"})
    assert again.status_code == 409
    assert "刚才已经存过" in again.text
    assert len(own_items()) == 4
    assert rows_of(batch)[4].data["stem"] == BAD.stem


def test_an_old_page_does_not_change_what_is_stored(teacher: Any, reader: Reader) -> None:
    batch = bring(teacher)
    old = fields(teacher, batch)
    confirm(teacher, batch)
    teacher.post(f"/bank/import/{batch.public_id}", data=old | {"c0-stem": "回退之后改的"})
    assert rows_of(batch)[0].data["stem"] == GOOD[0].stem
    assert own_items()[0].title == "卡片为了（　）。"


def test_nothing_to_store_is_said(teacher: Any, reader: Reader) -> None:
    reader.finds(BAD)
    answer = confirm(teacher, bring(teacher))
    assert answer.status_code == 422
    assert "没有一道题可以存" in answer.text
    assert confirm(teacher, bring(teacher), "retired").status_code == 400
    assert own_items() == []


def test_material_is_shared_by_its_questions(teacher: Any, db: Any, reader: Reader) -> None:
    told = ("案例", "某书店开业三年。")
    reader.finds(choice(material=told), truth(material=told), blank())
    confirm(teacher, bring(teacher))
    versions = [db.session.get_one(ItemVersion, item.current_version_id) for item in own_items()]
    ids = [version.stimulus_id for version in versions]
    assert ids[0] is not None
    assert ids == [ids[0], ids[0], None]
    assert versions[0].stimulus.text == told[1]


def test_rare_fields_survive(teacher: Any, db: Any, reader: Reader) -> None:
    precise = blank("约 ____ 元。", blanks=(("12.5",),), tolerance=Decimal("0.5"), ordered=False)
    fixed = choice(shuffle=False, points=Decimal("2.5"))
    reader.finds(precise, fixed)
    confirm(teacher, bring(teacher))
    first, second = own_items()
    key = db.session.get_one(ItemKeyRow, first.current_version_id).key
    assert (key["tolerance"], key["ordered"]) == ("0.5", False)
    face = db.session.get_one(ItemVersion, second.current_version_id).face
    assert (face["shuffle"], face["points"]) == (False, "2.5")


# ── near-duplicates


def test_what_the_bank_has_word_for_word_is_left_out_at_first(teacher: Any, reader: Reader) -> None:
    confirm(teacher, bring(teacher))
    again = bring(teacher)
    assert {row.choice for row in rows_of(again)} == {"leave"}
    assert "题库里有一样的题" in see(teacher, again)
    assert confirm(teacher, again).status_code == 422
    assert len(own_items()) == 4


STOCK = "关于客户关系管理，下列说法正确的是（　）。"
OTHERS = (
    choice(STOCK, texts=("先识别", "先降价", "先换店名"), correct=("A",)),
    choice(STOCK, texts=("回访要记录", "回访不必记", "回访要收费"), correct=("A",)),
)


def test_a_stock_stem_with_options_of_its_own_is_not_left_out(teacher: Any, reader: Reader) -> None:
    """下列说法正确的是 stands before a hundred different questions."""
    reader.finds(*OTHERS)
    batch = bring(teacher)
    first, second = rows_of(batch)
    assert [first.choice, second.choice] == ["store", "store"]
    assert (second.twin_place, second.twin_share) == (0, 99)
    confirm(teacher, batch)
    assert len(own_items()) == 2
    third = choice(STOCK, texts=("分级看价值", "分级看店龄", "分级看颜色"), correct=("A",))
    reader.finds(third, OTHERS[1])
    new, known = rows_of(bring(teacher))
    assert (new.choice, new.twin_share) == ("store", 99)
    # The same options again, though in another order and under another item than the oldest.
    assert (known.choice, known.twin_share) == ("leave", 100)
    assert known.twin_item_id == own_items()[1].id


def test_the_same_options_in_another_order_are_the_same_question(
    teacher: Any, reader: Reader
) -> None:
    confirm(teacher, bring(teacher))
    turned = choice(texts=("凑数", "记得住", "好看"))
    reader.finds(turned)
    assert [row.choice for row in rows_of(bring(teacher))] == ["leave"]


def test_what_is_left_out_word_for_word_is_folded_unless_its_key_differs(
    teacher: Any, reader: Reader
) -> None:
    confirm(teacher, bring(teacher))
    reader.finds(GOOD[0], replace(GOOD[1], truth=True))
    batch = bring(teacher)
    page = html.fromstring(see(teacher, batch))
    folded = page.xpath("//section[details[contains(@class, 'zk-import__fold')]]/@id")
    assert folded == ["card-1"]
    assert [row.choice for row in rows_of(batch)] == ["leave", "leave"]
    assert page.xpath("//*[@id='card-2']/details[contains(@class, 'zk-import__twin')]/@open")


def test_a_near_duplicate_is_shown_with_what_differs(teacher: Any, reader: Reader) -> None:
    reader.finds(truth("客户满意之后就一定会继续购买同一家的产品。"))
    confirm(teacher, bring(teacher))
    reader.finds(truth("客户满意之后不一定会继续购买同一家的产品。", truth=True))
    batch = bring(teacher)
    row = rows_of(batch)[0]
    assert (row.twin_item_id, row.standing, row.choice) == (own_items()[0].id, "review", "store")
    page = see(teacher, batch, "?show=twins")
    assert "题库里有相似的题" in page
    assert "<ins>" in page
    assert "存成相似题的新版本" in page


def test_it_may_become_a_new_version(teacher: Any, db: Any, reader: Reader) -> None:
    reader.finds(truth("客户满意之后就一定会继续购买同一家的产品。"))
    confirm(teacher, bring(teacher))
    reader.finds(truth("客户满意之后不一定会继续购买同一家的产品。", truth=True))
    answer = confirm(teacher, bring(teacher), **{"c0-choice": "version"})
    assert answer.status_code == 302
    item = own_items()[0]
    assert len(own_items()) == 1
    version = db.session.get_one(ItemVersion, item.current_version_id)
    assert (version.number, item.title) == (2, "客户满意之后不一定会继续购买同一家的产品。")


def test_a_version_of_another_type_is_refused_and_nothing_is_stored(
    teacher: Any, reader: Reader
) -> None:
    reader.finds(truth("客户满意之后就一定会继续购买同一家的产品。"))
    confirm(teacher, bring(teacher))
    reader.finds(choice("客户满意之后就一定会继续购买同一家的产品（　）。"), truth("别的一题。"))
    answer = confirm(teacher, bring(teacher), **{"c0-choice": "version"})
    assert answer.status_code == 422
    assert "题型不同" in answer.text
    assert len(own_items()) == 1


def test_two_alike_in_one_file_are_pointed_out(teacher: Any, reader: Reader) -> None:
    reader.finds(
        truth("客户满意之后就一定会继续购买。"), blank(), truth("客户满意之后就一定会继续购买。")
    )
    batch = bring(teacher)
    assert [row.twin_place for row in rows_of(batch)] == [None, None, 0]
    assert "与第 1 题一样" in see(teacher, batch)


def test_an_edited_stem_is_compared_again(teacher: Any, reader: Reader) -> None:
    confirm(teacher, bring(teacher))
    reader.finds(truth("毫不相干的另一句话。"))
    batch = bring(teacher)
    assert rows_of(batch)[0].twin_item_id is None
    save(teacher, batch, **{"c0-stem": "来得勤就一定价值高。"})
    assert rows_of(batch)[0].twin_item_id is not None


# ── pictures, and throwing away


def test_pictures_are_shown_on_the_card_and_in_the_item(teacher: Any, reader: Reader) -> None:
    stem = "看图![流失](picture:image1.png)回答（　）。"
    reader.finds(choice(stem, pictures=(Picture("image1.png", picture()),)))
    batch = bring(teacher)
    page = see(teacher, batch)
    assert '<img class="zk-pic" src="/pictures/' in page
    assert 'alt="流失"' in page
    confirm(teacher, batch)
    item = teacher.get(f"/bank/items/{own_items()[0].public_id}").text
    assert '<img class="zk-pic" src="/pictures/' in item


def test_what_is_no_picture_is_told_and_its_words_stay(teacher: Any, reader: Reader) -> None:
    stem = "看图![流失](picture:a.wmf)和![](picture:b)回答（　）。"
    reader.finds(choice(stem, pictures=(Picture("a.wmf", b"not a picture"),)))
    batch = bring(teacher)
    assert rows_of(batch)[0].data["stem"] == "看图（图：流失）和（图）回答（　）。"
    assert "有一张图没有读进来（a.wmf）" in see(teacher, batch)


def test_a_batch_can_be_thrown_away(teacher: Any, db: Any, reader: Reader) -> None:
    batch = bring(teacher)
    assert teacher.post(f"/bank/import/{batch.public_id}/discard").status_code == 302
    assert teacher.get(f"/bank/import/{batch.public_id}").status_code == 404
    assert db.session.scalar(select(func.count()).select_from(ImportQuestion)) == 0


def test_a_stored_batch_is_not_thrown_away(teacher: Any, reader: Reader) -> None:
    batch = bring(teacher)
    confirm(teacher, batch)
    answer = teacher.post(f"/bank/import/{batch.public_id}/discard")
    assert answer.status_code == 409
    assert "请先撤销" in answer.text


def test_types_that_are_wholly_unknown_are_kept(teacher: Any, reader: Reader) -> None:
    lost = replace(written(), type=None, stem=None, reference=None, key_points=())
    reader.finds(replace(lost, source=at(3)), replace(choice(), type=ItemType.MULTIPLE_RESPONSE))
    batch = bring(teacher)
    assert [row.standing for row in rows_of(batch)] == ["draft", "review"]
    assert "请选一项" in see(teacher, batch)
