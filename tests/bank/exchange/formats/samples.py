"""Questions to write and read: every shipped one, and generated ones with nasty text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from functools import cache
from pathlib import Path

from hypothesis import strategies as st

from app.bank.content import content_kinds
from app.bank.domain.items import LETTERS, KeyPoint
from app.bank.domain.types import ItemType
from app.bank.exchange.from_bank import question_of
from app.bank.exchange.loss import Carries, fit
from app.bank.exchange.questions import Choice, Found, Picture, Question, Source, SourceKind
from app.bank.load_plan import shipped_items
from app.content.library import load_library

CONTENT = Path(__file__).parents[4] / "content"
HERE = Source(SourceKind.PATH, path="sample")
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108000000003a7e9b55"
    "0000000a49444154789c63600000000200015d0b2a6b0000000049454e44ae426082"
)


@cache
def shipped() -> tuple[Question, ...]:
    """Every item that the project ships."""
    library = load_library(CONTENT, content_kinds(), check=False)
    return tuple(
        question_of(
            item.draft.face,
            item.draft.key,
            item.draft.labels.to_data(),
            source=Source(SourceKind.PATH, path=item.path),
            stimulus=item.draft.stimulus,
            content_id=item.content_id,
        )
        for item in shipped_items(library)
    )


def bare(question: Question) -> Question:
    """A question without where it was found and how sure that is."""
    points = None if question.points is None else question.points.normalize()
    tolerance = question.tolerance.normalize()
    return replace(
        question, source=HERE, confidence=1.0, problems=(), points=points, tolerance=tolerance
    )


def carried(questions: Sequence[Question], carries: Carries) -> list[Question]:
    """What should come back from a file in a format that carries this."""
    return [bare(one.question) for one in fit(questions, carries)[0]]


def came_back(found: Found) -> list[Question]:
    return [bare(question) for question in found.questions]


NASTY = (
    "~=#{}:\\ *_`$|<>&\"'[]()!-+@%/^；，。（）“”\n\tｘé🎓"
    "ABCDabcd0123456789客户关系管理满意忠诚对错√×"
)
_PHRASES = st.sampled_from(
    [
        "=1+1",
        "+cmd",
        "-5",
        "@SUM(A1)",
        "A. 甲",
        "ANSWER: B",
        "$x^2$",
        "$$\\frac{1}{2}$$",
        "**重点**",
        "1. 甲\n2. 乙",
        "- 甲",
        "| a | b |\n|---|---|\n| 1 | 2 |",
        "<script>alert(1)</script>",
        "&amp;",
        "]]>",
        "// 注",
        "::名::",
        "$CATEGORY: x",
        "{1:SA:=x}",
        "->",
        "\\n",
        "\\(y\\)",
        "长" * 300,
        "a  b",
        "A｜B|C",
        "题干",
        "答案：A",
        "{{base}}",
        "%50%",
        "\u2028\u0085",
        "# 标题",
        "'''",
        "no",
        "1:30",
        "2026-01-01",
        '"引号"',
    ]
)
texts = (
    st.lists(st.text(NASTY, max_size=12) | _PHRASES, min_size=1, max_size=4)
    .map("".join)
    .map(str.strip)
    .filter(bool)
)
maybe = st.just("") | texts
lines = texts.map(lambda text: " ".join(text.split()))
_marks = st.decimals(min_value="0.5", max_value=50, places=1)


@st.composite
def questions(draw: st.DrawFn) -> Question:
    """Any sound question, with any text where text may stand."""
    kind = draw(st.sampled_from(list(ItemType)))
    base = Question(
        source=HERE,
        type=kind,
        stem=draw(texts.filter(lambda text: "__" not in text)),
        number=draw(st.sampled_from(["", "1", "12"])),
        section=draw(st.sampled_from(["", "一、单项选择题", "A/B 卷", "=节"])),
        explanation=draw(maybe),
        points=draw(st.none() | _marks),
        material=draw(st.none() | st.tuples(lines, texts)),
        labels=draw(
            st.dictionaries(
                st.sampled_from(["id", "chapter", "level", "source"]), lines, max_size=3
            )
        ),
    )
    if kind.is_choice:
        return draw(_choices(base, kind))
    if kind is ItemType.TRUE_FALSE:
        return replace(base, truth=draw(st.booleans()), misconception=draw(maybe))
    if kind is ItemType.FILL_BLANK:
        return draw(_blanks(base))
    points = draw(st.lists(st.tuples(texts, _marks, st.lists(texts, max_size=2)), max_size=3))
    return replace(
        base,
        reference=draw(st.none() | texts),
        key_points=tuple(
            KeyPoint(
                id=f"p{n}",
                text=text,
                points=marks,
                variants=tuple(variants),
                must_any=draw(st.just(()) | st.tuples(texts)),
                forbidden=draw(st.just(()) | st.tuples(texts)),
                ordered=draw(st.booleans()),
                half=draw(st.booleans()),
            )
            for n, (text, marks, variants) in enumerate(points, 1)
        ),
    )


@st.composite
def _choices(draw: st.DrawFn, base: Question, kind: ItemType) -> Question:
    found = draw(st.lists(st.tuples(texts, maybe, maybe), min_size=2, max_size=6))
    options = tuple(Choice(LETTERS[n], *texts_) for n, texts_ in enumerate(found))
    count = 1 if kind is ItemType.SINGLE_CHOICE else draw(st.integers(2, len(options)))
    right = draw(st.permutations([one.label for one in options]))[:count]
    picture = draw(st.booleans())
    if picture:
        stem = f"![图](picture:a1.png) {base.stem}"
        base = replace(base, stem=stem, pictures=(Picture("a1.png", PNG),))
    return replace(base, options=options, correct=tuple(sorted(right)), shuffle=draw(st.booleans()))


@st.composite
def _blanks(draw: st.DrawFn, base: Question) -> Question:
    numeric = draw(st.booleans())
    form = (
        st.sampled_from(["1", "-2.5", "10"]) if numeric else texts.filter(lambda t: "__" not in t)
    )
    count = draw(st.integers(1, 3))
    blanks = tuple(
        tuple(draw(st.lists(form, min_size=1, max_size=3, unique=True))) for _ in range(count)
    )
    return replace(
        base,
        stem=f"{base.stem} {' 与 '.join(['____'] * count)} 元",
        blanks=blanks,
        ordered=count == 1 or draw(st.booleans()),
        tolerance=draw(st.sampled_from([Decimal(0), Decimal("0.5")])) if numeric else Decimal(0),
    )
