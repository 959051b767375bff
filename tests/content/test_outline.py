"""The skeleton of a lesson: each mistake with its line."""

import pytest

from app.content.figures import read_figure
from app.content.markdown import render_lesson

SHELF = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 640 100"><title>书架</title>'
    '<desc>左出右进</desc><path class="g-a" d="M0 0H9"/></svg>'
)


def lesson(body: str):
    return render_lesson(
        body,
        find_term=lambda name: "reader-card" if name == "读者卡" else None,
        find_figure=lambda name: read_figure(name, SHELF, "")[0] if name == "ch01/shelf" else None,
    )


def html_of(body: str) -> str:
    done = lesson(body)
    assert done.notes == ()
    return "".join(part.html for section in done.sections for part in section.parts)


@pytest.mark.parametrize(
    ("body", "line", "words"),
    [
        ("## 1.1 节", 1, "锚点"),
        ("## 1.1 节 {#S1}", 1, "锚点"),
        ("## 1.1 节 {#s}\n\n### 1.1.1 目 {#s}", 3, "锚点“s”重复"),
        ("## 1.1 节 {#s .big}", 1, "看不懂标题后的“.big”"),
        ('## 1.1 节 {#s style="x"}', 1, "不能有 style"),
        ("# 章 {#s}", 1, "两级"),
        ("#### 太深 {#s}", 1, "两级"),
        ("### 1.1.1 目 {#s}", 1, "之前要先有"),
        ("## 1.1 [[读者卡]] {#s}", 1, "不带链接"),
        ("/// key\n\n文字", 1, "没有用 /// 关上"),
        ("///", 1, "没有要关的块"),
        ("/// note | x\n///", 1, "没有“note”这种块"),
        ("/// scene\n文\n///", 1, "要在 | 后写出"),
        ("/// key\n/// mistake | 错\n文\n///\n///", 2, "第 1 行的“key”块还没有关上"),
        ("/// key\n\n## 1.1 节 {#s}\n\n///", 3, "标题不能放在“key”块里"),
        ("//// key\n\n/// check | ch01-sc-001\n///\n\n////", 3, "不能放在别的块里"),
        ("/// check | ch01-sc-001\n多余\n///", 1, "不写内容"),
        ("/// check | 第一题\n///", 1, "不是题目编号"),
        ("/// figure | 书架\n    src: ch01/shelf\n///", 1, "图题应写作"),
        ("/// figure | 图 1-1　书架\n///", 1, "要有选项 src"),
        ("/// figure | 图 1-1　书架\n    src: ../x\n///", 1, "要有选项 src"),
        ("/// figure | 图 1-1　书架\n    width: 3\n///", 2, "没有选项 width"),
        ("/// key\n    attrs: {onclick: alert(1)}\n\n文\n///", 2, "没有选项 attrs"),
        ("段落\n- 一", 2, "空一行"),
        ("## 1.1 节 {#s}\n\n一\n\n[[没有]]", 5, "术语表里没有“没有”"),
        ("一\n\n二 <b>x</b>", 3, "不能直接写 HTML"),
    ],
)
def test_mistake_and_its_line(body, line, words):
    notes = lesson(body).notes
    assert any(at == line and words in note for at, note in notes), notes


def test_figure_number_only_once():
    figure = "/// figure | 图 1-1　书架\n    src: ch01/shelf\n\n说明。\n///\n\n"
    notes = lesson(figure * 2).notes
    assert [note for _, note in notes] == ["图号 1-1 重复"]


def test_lines_count_from_the_start_of_the_file():
    done = render_lesson(
        "## 1.1 节", find_term=lambda _: None, find_figure=lambda _: None, first_line=12
    )
    assert done.notes[0][0] == 12


def test_blocks():
    html = html_of(
        "## 1.1 节 {#s}\n\n/// key | 先记住\n\n甲。\n///\n\n/// example | 算一算\n1. 一\n2. 二\n///\n\n"
        "/// think\n\n- 问\n\n///\n\n/// mistake | “错话”\n对话。\n///\n"
    )
    assert '<div class="zk-box">\n<p class="zk-box__h">要点　先记住</p>\n<p>甲。</p>' in html
    assert '<p class="zk-box__h">例题　算一算</p>\n<ol>\n<li>一</li>' in html
    assert '<div class="zk-box zk-box--think">\n<p class="zk-box__h">想一想</p>\n<ul>' in html
    assert "<p><b>“错话”</b></p>\n<p>对话。</p>" in html


def test_block_in_a_longer_block():
    html = html_of(
        "## 1.1 节 {#s}\n\n//// example | 看图\n\n文。\n\n/// figure | 图 1-2　书架\n    src: ch01/shelf\n\n"
        "左出右进。\n///\n\n再文。\n\n////\n\n尾。\n"
    )
    inside, after = html.split("<p>尾。</p>")
    assert after == ""
    assert '<figure class="zk-fig" id="fig-1-2">\n<div class="zk-scrollx"><svg ' in inside
    assert inside.index("zk-box--example") < inside.index("<figure") < inside.index("再文")
    assert "<b>图 1-2</b>　书架。左出右进。" in inside


def test_figure_without_explanation_has_its_title():
    html = html_of("## 1.1 节 {#s}\n\n/// figure | 图 1-1　书架\n    src: ch01/shelf\n///\n")
    assert "<b>图 1-1</b>　书架。" in html


def test_heading_parts():
    done = lesson('## 1.1 节 < 一 {#s kp="ch01.a ch01.b"}\n\n### 小目 & 二 {#t}\n\n文\n')
    section = done.sections[0]
    assert (section.number, section.title, section.knowledge) == (
        "1.1",
        "节 < 一",
        ("ch01.a", "ch01.b"),
    )
    assert section.parts[0].html == '<h3 id="t">小目 &amp; 二</h3>'


def test_footnotes_stay_in_their_section():
    html = html_of(
        "## 1.1 节 {#s}\n\n甲[^1]\n\n[^1]: 注一\n\n## 1.2 节 {#t}\n\n乙[^1]\n\n[^1]: 注二\n"
    )
    assert 'href="#s-fn-1"' in html
    assert 'id="t-fn-1"' in html
    assert html.count('class="zk-footnotes"') == 2


def test_empty_lesson():
    done = lesson("")
    assert (done.opening, done.sections, done.hanzi, done.summary) == ((), (), 0, "")


def test_a_title_that_repeats_the_label_is_written_once():
    done = lesson(
        "## 一 {#a}\n\n/// summary | 本章小结\n\n记住。\n///\n\n/// key | 关系\n\n要背。\n///\n"
    )
    html = done.sections[0].parts[0].html
    assert html.count("本章小结") == 1
    assert "要点\u3000关系" in html


def test_a_summary_goes_by_its_own_title():
    done = lesson("## 一 {#a}\n\n/// summary | 本课小结\n\n记住。\n///\n")
    html = done.sections[0].parts[0].html
    assert "本课小结" in html
    assert "本章" not in html
