"""Markdown of items, notes and lessons: what it becomes, and what it can never become."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import ClassVar

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.content.figures import Figure, read_figure
from app.content.markdown import (
    check_fragment,
    render_fragment,
    render_inline,
    render_lesson,
    split_blanks,
)
from app.content.markdown.engine import MAX_LENGTH
from app.content.text import words

SHELF = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 640 100"><title>书架</title>'
    '<desc>左出右进</desc><path class="g-a" d="M0 0H9"/></svg>'
)


def find_figure(name: str) -> Figure | None:
    return read_figure("ch01/shelf", SHELF, "shelf.svg")[0] if name == "ch01/shelf" else None


# What leads out of the site, and the ways in which it may; the rest is a relative address, if an odd one.
ELSEWHERE = re.compile(r"[\x00-\x20]*([\\/]{2}|[a-z][a-z0-9+.-]*:)", re.IGNORECASE)
OUTWARD = re.compile(r"https?:|mailto:", re.IGNORECASE)


class Inspector(HTMLParser):
    """Collects everything in a page that could do harm."""

    TAGS: ClassVar[frozenset[str]] = words(
        "h3 small p br hr strong em b i s code sub sup ul ol li blockquote table thead tbody tr th td a span div figure figcaption svg title desc path math mrow mi mo mn mtext msup msub mfrac mspace munder mover munderover msubsup msqrt mroot mtable mtr mtd mstyle mpadded mphantom menclose"
    )

    def __init__(self) -> None:
        super().__init__()
        self.harm: list[str] = []

    def handle_starttag(self, tag, attrs):
        if tag not in self.TAGS:
            self.harm.append(tag)
        for key, value in attrs:
            if key.startswith("on") or key in ("style", "src", "srcdoc", "action", "formaction"):
                self.harm.append(f"{tag} {key}")
            if key == "href" and ELSEWHERE.match(value or "") and not OUTWARD.match(value or ""):
                self.harm.append(f"href {value}")
            if re.match(r"\s*(javascript|data|vbscript)\s*:", value or "", re.IGNORECASE):
                self.harm.append(f"{key} {value}")

    def handle_comment(self, data):
        self.harm.append("comment")


def harm_in(html: str) -> list[str]:
    inspector = Inspector()
    inspector.feed(html)
    inspector.close()
    return inspector.harm


@pytest.mark.parametrize(
    ("markdown", "html"),
    [
        ("**不**正确的是", "<p><strong>不</strong>正确的是</p>"),
        ("*不*正确的是", "<p><em>不</em>正确的是</p>"),
        ("第一行\n第二行", "<p>第一行第二行</p>"),
        ("one\ntwo", "<p>one\ntwo</p>"),
        ("# 标题", "<p># 标题</p>"),
        ("    缩进", "<p>缩进</p>"),
        ("3 < 5，a & b", "<p>3 &lt; 5，a &amp; b</p>"),
        ("价格 $5 和 $6", "<p>价格 $5 和 $6</p>"),
        (r"价格 \$5\$", "<p>价格 $5$</p>"),
        ("（　）", "<p>（　）</p>"),
        ("", ""),
    ],
)
def test_small_things(markdown, html):
    assert render_fragment(markdown) == html


def test_table_gets_the_classes_of_the_style_sheet():
    html = render_fragment("| 甲 | 乙 |\n|---|--:|\n| 1 | 2 |")
    assert '<div class="zk-scrollx"><table class="zk-table">' in html
    assert '<th class="n" scope="col">乙</th>' in html
    assert "style" not in html
    assert "align=" not in html


def test_inline_drops_the_one_paragraph_only():
    assert render_inline("以*客户*为中心") == "以<em>客户</em>为中心"
    assert render_inline("一\n\n二") == "<p>一</p>\n<p>二</p>"


def test_formulas_become_mathml():
    assert "<math display=" in render_fragment(r"$\frac{1}{1+r}$")
    block = render_fragment("式子\n\n$$V = n \\times (r - c)$$\n\n完")
    assert '<p class="zk-formula"><math display="block">' in block
    assert render_fragment("式子\n\n$$\nV = n \\times (r - c)\n$$\n\n完") == block


def test_a_formula_left_open_is_noted():
    notes, _, _ = check_fragment("式子 $$V = n")
    assert notes == ["有 $$ 不成对，或公式写得不对"]


@pytest.mark.parametrize(
    "latex",
    [
        r"\frac{",
        r"\href{javascript:alert(1)}{x}",
        r"\style{color:red}{x}",
        r"\class{zk-btn}{x}",
        r"\color{red} x",
        r"\begin{aligned} a&=b \end{aligned}",
        "x" * 700,
        "{" * 250,
    ],
)
def test_formulas_that_cannot_be_shown_stay_text(latex):
    html = render_fragment(f"前 ${latex}$ 后")
    assert "<math" not in html
    assert harm_in(html) == []
    notes, _, _ = check_fragment(f"前 ${latex}$ 后")
    assert len(notes) == 1
    assert "公式" in notes[0]


def test_formula_text_cannot_break_out_of_its_element():
    html = render_fragment(r'$\text{<img src=x onerror="alert(1)">}$')
    assert harm_in(html) == []
    html = render_fragment(r'![$\text{" onload="alert(1)}$](figure:ch01/shelf)', find_figure)
    assert harm_in(html) == []


@pytest.mark.parametrize(
    "markdown",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "<svg/onload=alert(1)>",
        "<SCRIPT SRC=http://x.example/a.js></SCRIPT>",
        "<iframe src='javascript:alert(1)'></iframe>",
        "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>",
        "<div style='position:fixed'>x</div>",
        "a <b onclick=alert(1)>b</b>",
        "<!-- <script>alert(1)</script> -->",
        "<![CDATA[<script>alert(1)</script>]]>",
        "<?php echo 1 ?>",
        "[x](javascript:alert(1))",
        "[x](JaVaScRiPt:alert(1))",
        "[x](java\tscript:alert(1))",
        "[x](&#106;avascript:alert(1))",
        "[x](data:text/html,<script>alert(1)</script>)",
        "[x](vbscript:msgbox(1))",
        '[x](http://a.example "onclick=alert(1)")',
        '[x](http://a.example"onmouseover="alert(1))',
        "<javascript:alert(1)>",
        '<http://a.example/"onclick=alert(1)>',
        "![x](http://a.example/pixel.png)",
        "![x](javascript:alert(1))",
        '![x" onerror="alert(1)](figure:ch01/shelf)',
        "![x](figure:../../etc/passwd)",
        "[ref]: javascript:alert(1)\n\n[x][ref]",
        "[[<img src=x onerror=alert(1)>]]",
        "[[x|<script>alert(1)</script>]]",
        "`<script>alert(1)</script>`",
        "| a |\n|---|\n| <script>alert(1)</script> |",
        '\ue0000\ue001<span class="zk-math">\ue0000\ue001</span>',
        "\x02wzxhzdk:0\x03 \x02amp\x03",
        "<scr<script>ipt>alert(1)</script>",
        "{: onclick=alert(1) }",
        'x\n{: .zk-btn style="color:red" }',
        "/// html | script\nalert(1)\n///",
    ],
)
def test_hostile_markdown_does_nothing(markdown):
    for html in (
        render_fragment(markdown, find_figure),
        render_inline(markdown, find_figure),
        "".join(split_blanks(markdown, find_figure)),
    ):
        assert harm_in(html) == []
        assert not re.search("[\ue000-\uf8ff\x02\x03]", html)


PIECES = st.sampled_from(
    [
        *("<", ">", '"', "'", "&", "&#", "$", "$$", "____", "[[", "]]", "|", "](", "![", ")", "("),
        *("`", "javascript:", "onerror=", "<script>", "</p>", "<svg ", "style=", "\\", "\n"),
        *("\n\n", "- ", "figure:ch01/shelf", "\ue000", "0", "\ue001", "\ue002", "\ue003", "\x02"),
        *("\x03", "客户", r"\text{", "}", "*", "_", "[^1]", ": ", "///", "# ", "> ", "    "),
        "http://a.example",
    ]
)


@settings(max_examples=250, deadline=None)
@given(st.lists(PIECES, max_size=30).map("".join))
def test_no_mixture_of_marks_does_harm(markdown):
    html = render_fragment(markdown, find_figure)
    assert harm_in(html) == []
    assert not re.search("[\ue000-\uf8ff]", html)


@settings(max_examples=60, deadline=None)
@given(st.lists(PIECES, max_size=30).map("".join))
def test_no_mixture_of_marks_upsets_a_lesson(markdown):
    lesson = render_lesson(
        f"## 1.1 节 {{#s}}\n\n{markdown}\n",
        find_term=lambda name: "term",
        find_figure=find_figure,
    )
    assert harm_in("".join(part.html for s in lesson.sections for part in s.parts)) == []


def test_raw_html_is_shown_and_noted():
    assert render_fragment("a <b>x</b>") == "<p>a &lt;b&gt;x&lt;/b&gt;</p>"
    notes, _, _ = check_fragment("a <b>x</b>")
    assert "不能直接写 HTML：<b>" in notes


def test_links_of_the_open_web_are_kept_safe():
    html = render_fragment("[站点](https://a.example/x?y=1)")
    assert html == ('<p><a href="https://a.example/x?y=1" rel="noopener noreferrer">站点</a></p>')


def test_pictures_are_figures_of_the_course():
    html = render_fragment("看图：![左出右进](figure:ch01/shelf)", find_figure)
    assert 'role="img" aria-label="左出右进"' in html
    assert "<path" in html
    notes, figures, _ = check_fragment("![左](figure:ch01/shelf)", find_figure)
    assert (notes, figures) == ([], ["ch01/shelf"])


@pytest.mark.parametrize(
    ("markdown", "words"),
    [
        ("![x](http://a.example/a.png)", "图片只能写作"),
        ("![](figure:ch01/shelf)", "缺少文字说明"),
        ("![x](figure:ch01/gone)", "找不到图"),
        ("[[没有这个词]]", "术语表里没有"),
        ("私\ue000用", "私用区"),
        ("字" * (MAX_LENGTH + 1), "超过"),
    ],
)
def test_notes_for_authors(markdown, words):
    notes, _, _ = check_fragment(markdown, find_figure)
    assert any(words in note for note in notes)


@pytest.mark.parametrize(
    ("stem", "parts"),
    [
        ("还剩 ____ 位。", ["<p>还剩 ", " 位。</p>"]),
        ("____ 与 ____", ["<p>", " 与 ", "</p>"]),
        ("____的____是____", ["<p>", "的", "是", "</p>"]),
        ("没有空", ["<p>没有空</p>"]),
        ("五条_____线", ["<p>五条_____线</p>"]),
        ("**____**", ["<p><strong>", "</strong></p>"]),
    ],
)
def test_blanks_cut_a_stem(stem, parts):
    assert split_blanks(stem) == parts


def test_blanks_are_counted_for_screen_readers():
    html = render_fragment("____ 和 ____")
    assert html.count('<span class="zk-blank">') == 2
    assert "第 2 空" in html


def test_a_blank_in_the_words_of_a_picture_stays_underscores():
    assert len(split_blanks("![填 ____](figure:ch01/shelf)", find_figure)) == 1


def test_endless_text_is_shown_as_it_is():
    assert render_fragment("<b>" + "x" * MAX_LENGTH).startswith("<p>&lt;b&gt;xxx")


def test_deep_nesting_is_survived():
    html = render_fragment("> " * 400 + "x")
    assert harm_in(html) == []
    html = render_fragment("*" * 3000 + "x" + "*" * 3000)
    assert harm_in(html) == []
