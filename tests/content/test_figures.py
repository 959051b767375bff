"""Figures: what a drawing may be made of."""

import pytest

from app.content.figures import MAX_BYTES, Figure, is_figure_name, read_figure

HEAD = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 640 100">'
WORDS = "<title>标题</title><desc>说明</desc>"


def draw(inner: str, head: str = HEAD) -> tuple[Figure | None, list[str]]:
    figure, problems = read_figure("ch01/x", f"{head}{inner}</svg>", "figures/ch01/x.svg")
    return figure, [str(problem) for problem in problems]


def test_good_drawing_keeps_its_lines_and_gets_prefixed_ids():
    figure, problems = draw(
        f'{WORDS}<defs><marker id="m" orient="auto"><path class="g-dot" d="M0 0"/></marker></defs>'
        '<g transform="translate(3 4)"><path class="g-a" d="M0 0H9" marker-end="url(#m)"/></g>'
        '<text class="g-t g-t--b" x="4" y="5" text-anchor="middle">客户 &lt;b&gt;</text>'
    )
    assert problems == []
    assert figure is not None
    assert (figure.title, figure.description) == ("标题", "说明")
    assert figure.svg.startswith(
        '<svg viewBox="0 0 640 100" role="img" aria-labelledby="fig-ch01-x-t'
    )
    assert 'marker id="fig-ch01-x-m"' in figure.svg
    assert 'marker-end="url(#fig-ch01-x-m)"' in figure.svg
    assert "客户 &lt;b&gt;" in figure.svg
    assert "xmlns" not in figure.svg


def test_label_takes_the_place_of_the_title():
    figure, _ = draw(f'{WORDS}<path class="g-a" d="M0 0"/>')
    assert figure is not None
    assert figure.labelled('左"<右') == (
        '<svg viewBox="0 0 640 100" role="img" aria-label="左&quot;&lt;右">'
        '<path class="g-a" d="M0 0" /></svg>'
    )


@pytest.mark.parametrize(
    ("inner", "words"),
    [
        ("<script>alert(1)</script>", "<script>"),
        ("<style>*{fill:red}</style>", "<style>"),
        ("<image href='http://a.example/x.png'/>", "<image>"),
        ("<use href='#x'/>", "<use>"),
        ("<a href='javascript:alert(1)'><path d='M0 0'/></a>", "<a>"),
        ("<foreignObject><p>x</p></foreignObject>", "<foreignObject>"),
        ("<animate attributeName='x'/>", "<animate>"),
        ("<path d='M0 0' onclick='alert(1)'/>", "onclick"),
        ("<path d='M0 0' style='fill:red'/>", "style"),
        ("<path d='M0 0' fill='red'/>", "fill"),
        ("<text font-size='20'>x</text>", "font-size"),
        ("<path class='g-a evil' d='M0 0'/>", "evil"),
        ("<path d='M0 0' marker-end='url(http://a.example/#m)'/>", "marker-end"),
        ("<path d='M0 0' marker-end='url(#nowhere)'/>", "marker-end"),
        ("<path d='url(javascript:alert(1))'/>", "属性 d"),
        ("<text text-anchor='left'>x</text>", "text-anchor"),
        ("<g id='a'/><g id='a'/>", "重复"),
        ("<x:script xmlns:x='http://www.w3.org/1999/xhtml'>1</x:script>", "<script>"),
        ("<p xmlns='http://www.w3.org/1999/xhtml'>x</p>", "<p>"),
    ],
)
def test_refused(inner, words):
    figure, problems = draw(WORDS + inner)
    assert figure is None
    assert any(words in problem for problem in problems), problems


@pytest.mark.parametrize(
    ("source", "words"),
    [
        (f"{HEAD}<desc>说明</desc></svg>", "<title>"),
        (f"{HEAD}<title>标题</title></svg>", "<desc>"),
        (f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 800 100">{WORDS}</svg>', "viewBox"),
        (f"<svg>{WORDS}</svg>", "命名空间"),
        ("<html/>", "<svg>"),
        ("<svg", "XML"),
        ("", "XML"),
        (f'<!DOCTYPE svg [<!ENTITY x "y">]>{HEAD}{WORDS}&x;</svg>', "DOCTYPE"),
        (f"{HEAD}{WORDS}{'x' * MAX_BYTES}</svg>", "kB"),
    ],
)
def test_refused_as_a_whole(source, words):
    figure, problems = read_figure("ch01/x", source, "x.svg")
    assert figure is None
    assert any(words in str(problem) for problem in problems), problems


def test_comments_are_dropped():
    figure, _ = draw(f"{WORDS}<!-- <script>alert(1)</script> --><path d='M0 0'/>")
    assert figure is not None
    assert "script" not in figure.svg


@pytest.mark.parametrize("name", ["ch01/levers", "ex01/two-words", "ch09/x1"])
def test_names(name):
    assert is_figure_name(name)


@pytest.mark.parametrize(
    "name",
    ["levers", "ch01/", "ch01/A", "ch1/x", "../x", "ch01/../x", "ch01/x.svg", "ch01/x\n", ""],
)
def test_names_that_are_none(name):
    assert not is_figure_name(name)
