"""The small course read as a whole, and every way in which files can disagree."""

from __future__ import annotations

import dataclasses

import pytest

from app.content.checks import check_history
from app.content.folder import content_digest
from app.content.library import load_library
from app.content.problems import error, in_order
from app.content.report import report
from tests.content.samples import KINDS, SMALL, copy_small, load, replace, said


@pytest.fixture(scope="module")
def small():
    return load(SMALL)


def test_small_course_has_no_errors(small):
    assert said(small, errors=True) == []
    assert small.ok
    assert small.course.title == "小课程"
    assert small.company.fictional
    assert list(small.knowledge) == ["ch01.remember", "ch01.count"]
    assert [entry.id for entry in small.entries] == [
        "ch01-st-001",
        "ch01-sc-001",
        "ch01-fb-001",
        "ch01-tf-001",
    ]


def test_terms_are_found_by_any_of_their_names(small):
    for name in ("读者卡", "借书证", "reader card", "Reader  Card"):
        assert small.find_term(name).id == "reader-card"
    assert small.find_term("卡") is None


def test_lesson_is_told_in_parts(small):
    lesson = small.chapters["ch01"].lesson
    section = lesson.find_section("s1-1")
    assert [part.kind for part in section.parts] == [
        "html",
        "heading",
        "html",
        "check",
        "html",
        "heading",
        "html",
    ]
    assert section.checks == lesson.checks == ("ch01-sc-001",)
    assert section.all_knowledge == ("ch01.remember", "ch01.count")
    assert (lesson.terms, lesson.figures) == (("reader-card",), ("ch01/shelf",))
    assert [(entry.number, entry.title, len(entry.children)) for entry in lesson.toc] == [
        ("1.1", "认得读者", 2)
    ]
    assert lesson.summary.startswith('<div class="zk-box zk-box--summary">')
    assert lesson.summary.endswith("</div>")
    assert lesson.hanzi == sum(s.hanzi for s in lesson.sections) + 28


def test_golden_lesson(small):
    """The page the reader gets; after a wanted change write `golden.html` anew from this."""
    lesson = small.chapters["ch01"].lesson
    parts = [*lesson.opening, *(part for section in lesson.sections for part in section.parts)]
    golden = SMALL.parent / "small.golden.html"
    assert "\n".join(part.html for part in parts) + "\n" == golden.read_text()


def test_library_is_immutable(small):
    with pytest.raises(TypeError):
        small.chapters["ch02"] = None
    with pytest.raises(dataclasses.FrozenInstanceError):
        small.digest = ""


def test_digest_follows_every_byte(tmp_path):
    root = copy_small(tmp_path)
    assert content_digest(root) == load(SMALL).digest
    replace(root, "chapters/ch01.md", "卡片按姓氏排列", "卡片按年份排列")
    assert content_digest(root) != load(SMALL).digest


def test_reading_without_checks_keeps_what_is_in_the_files():
    library = load_library(SMALL, KINDS, check=False)
    assert library.chapters["ch01"].lesson.hanzi > 500
    assert library.problems == ()


BROKEN = [
    ("chapters/ch01.md", 'kp="ch01.count"', "", "没有标题讲知识点“ch01.count”"),
    ("chapters/ch01.md", 'kp="ch01.count"', 'kp="ch01.gone"', "没有知识点“ch01.gone”"),
    (
        "chapters/ch01.md",
        'kp="ch01.count"',
        'kp="ch01.count ch01.remember"',
        "第 21 行的标题已经讲了",
    ),
    (
        "chapters/ch01.md",
        "/// check | ch01-sc-001",
        "/// check | ch01-sc-999",
        "没有题目“ch01-sc-999”",
    ),
    ("chapters/ch01.md", "[[读者卡]]", "[[读者的卡]]", "第 23 行: 术语表里没有“读者的卡”"),
    (
        "chapters/ch01.md",
        "src: ch01/shelf",
        "src: ch01/gone",
        "找不到图 content/figures/ch01/gone.svg",
    ),
    ("chapters/ch01.md", "title: 借书", "title: 还书", "与 course.yml 里的章名“借书”不同"),
    (
        "chapters/ch01.md",
        "“上回那本看完了吗？”",
        '"上回那本看完了吗？"',
        "第 13 行: 汉字旁用了直引号",
    ),
    ("chapters/ch01.md", "左出右进", "<b>左</b>出右进", "不能直接写 HTML：<b>"),
    ("chapters/ch01.md", r"n \times (r - c)", r"\frac{n", "花括号不成对"),
    ("chapters/ch01.md", "id: ch01", "id: ch02", "课文应在 chapters/ch02.md"),
    ("chapters/ch01.md", "id: ch01", "id: ch03", "course.yml 里没有“ch03”这一章"),
    ("items/ch01/a.yml", "id: ch01-tf-001", "id: ch01-sc-001", "已在 items/ch01/a.yml 用过"),
    ("items/ch01/a.yml", "id: ch01-tf-001", "id: ch02-tf-001", "编号应以“ch01-”开头"),
    ("items/ch01/a.yml", "chapter: ch01", "chapter: ch02", "文件夹与 chapter: ch02 不符"),
    ("items/ch01/a.yml", "stimulus: ch01-st-001", "stimulus: ch01-st-009", "没有材料“ch01-st-009”"),
    (
        "items/ch01/a.yml",
        "knowledge: [ch01.remember]",
        "knowledge: [ch01.gone]",
        "没有知识点“ch01.gone”",
    ),
    ("items/ch01/a.yml", "给店里凑数", '给"店里"凑数', "汉字旁用了直引号"),
    ("items/ch01/a.yml", "还要看成本与年数", "看<i>成本</i>与年数", "不能直接写 HTML"),
    ("items/ch01/a.yml", "还要看成本与年数", "看 $\\frac{成本$ 与年数", "公式"),
    ("items/ch01/a.yml", "还要看成本与年数", "看![书架](figure:ch01/gone)", "找不到图"),
    (
        "glossary/ch01.yml",
        "knowledge: [ch01.remember]",
        "knowledge: [ch01.gone]",
        "没有知识点“ch01.gone”",
    ),
    ("knowledge/ch01.yml", "chapter: ch01\n", "chapter: ch05\n", "应以“ch05.”开头"),
    ("figures/ch01/shelf.svg", "<desc>", "<script>1</script><desc>", "<script>"),
]


@pytest.mark.parametrize(("name", "old", "new", "message"), BROKEN)
def test_disagreement_is_an_error(tmp_path, name, old, new, message):
    root = copy_small(tmp_path)
    replace(root, name, old, new)
    found = said(load(root), errors=True)
    assert any(message in line for line in found), found


def test_too_little_text_for_a_knowledge_point(tmp_path):
    root = copy_small(tmp_path)
    replace(root, "chapters/ch01.md", "书店开了三年，来的人不多不少。", "")
    path = root / "chapters/ch01.md"
    text = path.read_text()
    start, end = text.index("店主把每一位读者写在"), text.index("- 记下借过什么")
    path.write_text(text[:start] + "[[读者卡]][^1]\n\n" + text[end:])
    found = said(load(root), errors=True)
    assert any("“记得住”下只有" in line and "至少要 200 个" in line for line in found), found


@pytest.mark.parametrize(
    ("name", "old", "new", "message"),
    [
        (
            "chapters/ch01.md",
            "先记住，再算清。\n\n###",
            "先记住,再算清。\n\n###",
            "汉字之间用了半角标点",
        ),
        ("items/ch01/a.yml", "给店里凑数", "以上都不对", "不宜用“以上都不对”作选项"),
        (
            "items/ch01/a.yml",
            "[ch01.count, ch01.remember]",
            "[ch01.count]",
            "“ch01.remember”只有 1 道题",
        ),
        ("items/ch01/a.yml", "    stimulus: ch01-st-001\n", "", "没有题目用到材料“ch01-st-001”"),
        ("items/ch01/a.yml", "type: true_false", "type: single_choice", "没有判断题"),
    ],
)
def test_doubtful_things_are_warnings(tmp_path, name, old, new, message):
    root = copy_small(tmp_path)
    replace(root, name, old, new)
    found = said(load(root), errors=False)
    assert any(message in line for line in found), found


def test_question_in_a_lesson_must_be_for_practice(tmp_path):
    root = copy_small(tmp_path)
    replace(
        root,
        "items/ch01/a.yml",
        "    type: single_choice\n",
        "    type: single_choice\n    use: exam\n",
    )
    assert any("不是练习题" in line for line in said(load(root), errors=True))


def test_same_question_twice(tmp_path):
    root = copy_small(tmp_path)
    path = root / "items/ch01/a.yml"
    last = path.read_text().split("  - id: ch01-tf-001")[1]
    path.write_text(path.read_text() + "  - id: ch01-tf-002" + last.replace("热闹的", "热闹的 "))
    assert any("与 ch01-tf-001 是同一道题" in line for line in said(load(root), errors=True))


def test_unused_figure_and_file_in_the_wrong_place(tmp_path):
    root = copy_small(tmp_path)
    svg = (root / "figures/ch01/shelf.svg").read_text()
    (root / "figures/ch01/spare.svg").write_text(svg)
    (root / "figures/Shelf.svg").write_text(svg)
    (root / "items/stray.yml").write_text("a: 1\n")
    found = said(load(root))
    assert "figures/ch01/spare.svg: 没有课文或题目用到这张图" in found
    assert "items/stray.yml: 没有哪一类内容会读这个文件" in found
    assert any("figures/Shelf.svg" in line for line in found)


def test_habits_that_give_keys_away(tmp_path):
    root = copy_small(tmp_path)
    items = ["chapter: ch01", "items:"]
    for number in range(12):
        items += [
            f"  - {{id: ch01-sc-1{number:02}, type: single_choice, stem: 第 {number} 问是什么（　）,",
            "     options: [{text: 最长的那个选项, correct: true}, {text: 短一}, {text: 短二}],",
            "     explanation: 略, knowledge: [ch01.count], level: 运用, cognitive: 应用,",
            "     difficulty: 1}",
        ]
    (root / "items/ch01/b.yml").write_text("\n".join(items) + "\n")
    found = said(load(root), errors=False)
    assert any("答案在 A 的占 100%" in line for line in found), found
    assert any("答案是最长选项的占" in line for line in found), found


@pytest.mark.parametrize(
    ("used", "message"),
    [
        ({"ch01-sc-001": "single_choice", "ch01-st-001": "stimulus"}, None),
        ({"ch01-sc-001": "multiple_response"}, "类型不能由 multiple_response 改为 single_choice"),
        ({"ch01-sc-777": "single_choice"}, "已有人作答，不能删除"),
    ],
)
def test_history(small, used, message):
    found = [str(problem) for problem in check_history(small, used)]
    assert found == [] if message is None else message in found[0]


def test_report_counts_by_kind_chapter_and_type(small):
    answer = report(small)
    assert answer["ok"] is True
    assert answer["counts"]["kinds"]["items"] == 3
    assert answer["counts"]["types"]["fill_blank"] == 1
    assert list(answer["counts"]["chapters"]) == ["ch01", "ch02"]
    assert answer["counts"]["chapters"]["ch01"]["written"] is True
    assert answer["counts"]["chapters"]["ch01"]["terms"] == 1
    empty = answer["counts"]["chapters"]["ch02"]
    assert empty.pop("written") is False
    assert not any(empty.values())
    assert {"types", "uses", "cognitive", "difficulty", "checks", "figures"} < set(empty)
    assert all(set(row) == {"path", "field", "message", "severity"} for row in answer["problems"])


def test_report_says_how_each_point_is_taught_and_tested(small):
    points = report(small)["counts"]["points"]
    assert list(points) == ["ch01.remember", "ch01.count"]
    assert points["ch01.count"]["anchor"] == "count"
    assert points["ch01.count"]["hanzi"] >= 200
    assert points["ch01.count"]["types"] == {"fill_blank": 1, "true_false": 1}
    chapter = report(small)["counts"]["chapters"]["ch01"]
    assert (chapter["knowledge"], chapter["taught"], chapter["tested"]) == (2, 2, 0)
    assert chapter["difficulty"] == {"1": 1, "2": 2}


def test_problems_are_sorted_as_people_count():
    found = in_order(error("a", f"第 {line} 行", "x") for line in (10, 9, 100, 9))
    assert [problem.field for problem in found] == ["第 9 行", "第 10 行", "第 100 行"]


@pytest.mark.parametrize("inner", [True, False])
def test_folder_without_a_course_is_one_error(tmp_path, inner):
    (tmp_path / "stray.yml").write_text("a: 1\n")
    (tmp_path / "stray.svg").write_text("<svg/>")
    if inner:
        copy_small(tmp_path)
    guess = f"：是不是 {tmp_path / 'content'}？" if inner else ""
    assert said(load(tmp_path)) == [f"{tmp_path}: 没有 course.yml{guess}"]


def test_figure_without_a_source_is_one_error(tmp_path):
    root = copy_small(tmp_path)
    replace(root, "chapters/ch01.md", "    src: ch01/shelf\n", "")
    found = said(load(root), errors=True)
    assert len(found) == 1, found
    assert "图要有选项 src" in found[0]


BAD_LINKS = ["javascript:alert(1)", "/etc/passwd", "//a.example/", "a.html", "#nowhere", "http:x"]


@pytest.mark.parametrize("target", BAD_LINKS)
def test_link_that_leads_nowhere_good(tmp_path, target):
    root = copy_small(tmp_path)
    replace(root, "chapters/ch01.md", "左出右进", f"[左]({target})出右进")
    replace(root, "items/ch01/a.yml", "还要看成本", f"还要看[成本]({target})")
    lines = (root / "chapters/ch01.md").read_text().splitlines()
    line = next(number for number, text in enumerate(lines, 1) if target in text)
    found = said(load(root), errors=True)
    assert len(found) == 2, found
    assert found[0].startswith(f"chapters/ch01.md › 第 {line} 行: ")
    assert found[1].startswith("items/ch01/a.yml › items[2].explanation（ch01-tf-001，第 ")
    assert all(f"“{target}”" in text for text in found)


def test_links_that_lead_somewhere(tmp_path):
    root = copy_small(tmp_path)
    targets = ["https://a.example/b?c=d", "HTTP://a.example", "mailto:a@b.example", "#s1-1"]
    targets += ["#fig-1-1"]
    links = "、".join(f"[左]({target})" for target in targets)
    replace(root, "chapters/ch01.md", "左出右进", f"{links}、<https://a.example>、<a@b.example>")
    replace(root, "items/ch01/a.yml", "还要看成本", "还要看[成本](https://a.example)")
    assert said(load(root), errors=True) == []


def test_one_broken_item_hides_nothing_of_its_file(tmp_path):
    root = copy_small(tmp_path)
    name = "items/ch01/a.yml"
    replace(root, name, "type: single_choice", "type: single")
    replace(root, name, "knowledge: [ch01.remember]", "knowledge: [ch01.gone]")
    replace(root, name, "stimulus: ch01-st-001", "stimulus: ch01-st-009")
    replace(root, name, "id: ch01-tf-001", "id: ch01-fb-001")
    replace(root, name, "还要看成本", '还要看成本"')
    replace(root, "chapters/ch01.md", "/// check | ch01-sc-001", "/// check | ch01-sc-999")
    library = load(root)
    found = said(library, errors=True)
    expected = [
        ("chapters/ch01.md › 第 38 行", "没有题目“ch01-sc-999”"),
        ("items[0].knowledge[0]（ch01-sc-001，第 15 行）", "没有知识点“ch01.gone”"),
        ("items[0].type（ch01-sc-001，第 8 行）", "只能是"),
        ("items[1].stimulus（ch01-fb-001，第 22 行）", "本文件里没有材料“ch01-st-009”"),
        ("items[2].explanation（ch01-fb-001，第 33 行）", "汉字旁用了直引号"),
        ("items[2]（ch01-fb-001，第 29 行）", "编号“ch01-fb-001”已在"),
    ]
    assert len(found) == len(expected), found
    for place, message in expected:
        assert any(place in line and message in line for line in found), (place, found)
    assert report(library)["counts"]["kinds"]["items"] == 3


@pytest.mark.parametrize("old", ["  - id: ch01-sc-001\n    type", "stem: 店主", "chapter: ch01\n"])
def test_what_is_missing_is_told_once(tmp_path, old):
    root = copy_small(tmp_path)
    new = {"  - id: ch01-sc-001\n    type": "  - type", "stem: 店主": "stam: 店主"}.get(old, "")
    replace(root, "items/ch01/a.yml", old, new)
    found = said(load(root), errors=True)
    assert any("缺少这一项" in line for line in found), found
    assert len([line for line in found if "缺少这一项" not in line]) <= 1, found
