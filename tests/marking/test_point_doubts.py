"""Doubtful key points at the desk: a mark beside each, why, the words that may be meant, and in the ledger."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from app.bank.answers.doubts import Doubt, Doubted
from app.marking.desk import Desk, open_desk
from app.marking.doubt_words import doubtful_words, point_doubts
from app.marking.highlight import highlight
from app.marking.ledger import current_marks
from app.marking.proposals import Proposal
from app.marking.service import find_part
from tests.marking.conftest import KIND, Scene, add_part
from tests.marking.test_desk import desk_url, filled

TEXT = "没有投诉等于满意。有意见也懒得讲，换一家。"
FOUND = Proposal(
    points={"k1": Decimal(0), "k2": Decimal(0)},
    credits=(0.0, 0.0),
    mark=Decimal(0),
    correctness=Decimal(0),
    confidence=0.6,
    sure=False,
    reasons=("denied", "nothing_found", "unsure"),
    spans=(),
    doubts=(Doubted("k1", Doubt.DENIED, 0, 8), Doubted("k2", Doubt.NEAR, 9, 16)),
)


@pytest.fixture
def doubtful(
    scene: Scene, version: Any, monkeypatch: pytest.MonkeyPatch
) -> tuple[Scene, list[Proposal | None]]:
    """Two answers in the same words of which the engine says what the test says."""
    pair = [(scene.students[0], TEXT), (scene.students[1], TEXT)]
    scene.part = add_part(scene.essays, scene.class_, version, pair)
    said: list[Proposal | None] = [FOUND, FOUND]
    calls = iter(range(10_000))
    monkeypatch.setattr(
        "app.marking.proposing.propose", lambda *_all: said[next(calls) % len(said)]
    )
    return scene, said


def desk_of(scene: Scene) -> Desk:
    part = find_part(scene.class_.id, KIND, 7)
    assert part is not None
    return open_desk(part)


def test_each_doubtful_point_says_why_and_the_near_words_are_marked(
    doubtful: tuple[Scene, Any], as_user: Any
) -> None:
    scene, _said = doubtful
    page = as_user(scene.teacher).get(desk_url(scene)).text
    assert "拿不准：第 1、2 点。" in page
    assert "拿不准：像是说反了，或被否定了：“没有投诉等于满意”" in page
    assert "拿不准：可能说的是“有意见也懒得讲”" in page
    assert page.count(" data-doubt ") == 2
    assert 'data-near="有意见也懒得讲"' in page
    # Said beside its point, and not once more of the whole answer.
    assert "有的采分点说反了" not in page
    assert "没有找到采分点，也可能是换了说法" in page
    assert '<mark class="zk-span zk-span--near" data-k="2">有意见也懒得讲</mark>' in page
    assert "（可能说的是采分点 2）" in page


def test_the_ledger_keeps_what_was_doubted(doubtful: tuple[Scene, Any], as_user: Any) -> None:
    scene, _said = doubtful
    work = scene.works[0]
    as_user(scene.teacher).post(desk_url(scene), data=filled([work], "0", "2"))
    detail = current_marks(KIND, [work])[work, 7].detail
    assert detail["doubts"] == [["k1", "denied", 0, 8], ["k2", "near_miss", 9, 16]]


def test_what_is_sure_has_a_mark_too(doubtful: tuple[Scene, Any], as_user: Any) -> None:
    scene, said = doubtful
    said[:] = [replace(FOUND, doubts=FOUND.doubts[1:])] * 2
    page = as_user(scene.teacher).get(desk_url(scene)).text
    rows = re.findall(r'<fieldset class="zk-rub__r".*?</fieldset>', page, re.DOTALL)
    assert ["有把握" in row for row in rows] == [True, False]
    assert ["拿不准" in row for row in rows] == [False, True]


def test_a_doubt_about_another_answer_of_the_group_names_it(
    app: Any, doubtful: tuple[Scene, Any]
) -> None:
    scene, said = doubtful
    said[:] = [replace(FOUND, doubts=FOUND.doubts[:1]), FOUND]
    with app.test_request_context():
        group = desk_of(scene).groups[0]
        second = next(row for row in group.rows if row.proposal == FOUND)
        rows = sorted(group.rows, key=lambda row: row is second)
        told = point_doubts(rows)
        assert told["k1"].words.startswith("像是说反了")
        assert told["k2"].words == f"第 {second.number} 份：可能说的是“有意见也懒得讲”"


def test_a_heap_is_doubted_as_a_whole(doubtful: tuple[Scene, Any], as_user: Any) -> None:
    scene, said = doubtful
    said[:] = [replace(FOUND, doubts=(), reasons=("stuffed",))] * 2
    page = as_user(scene.teacher).get(desk_url(scene)).text
    assert "像是把关键词堆在一起" in page
    assert "zk-rub__s" not in page  # neither sure nor doubtful: nothing was read point by point


def test_a_half_without_words_says_so(app: Any, doubtful: tuple[Scene, Any]) -> None:
    scene, said = doubtful
    half = replace(
        FOUND,
        points={"k1": Decimal(1), "k2": Decimal(0)},
        credits=(0.5, 0.0),
        doubts=(Doubted("k1", Doubt.CLOSE),),
    )
    said[:] = [half, half]
    with app.test_request_context():
        told = point_doubts(desk_of(scene).groups[0].rows)
        assert told["k1"].words == "没有对得上的字句，按整份答案估的"
        assert told["k2"].words == ""


def test_numbers_are_listed_in_one_sentence(app: Any) -> None:
    with app.test_request_context():
        assert doubtful_words(FOUND.doubts, {"k1": 1, "k2": 2}) == "拿不准：第 1、2 点。"
        assert doubtful_words((), {"k1": 1}) == ""


def test_words_that_earn_one_point_and_come_near_another_look_earned(app: Any) -> None:
    with app.test_request_context():
        html = str(highlight("一二三", [("a", 0, 3)], {"a": 1, "b": 2}, near=[("b", 0, 2)]))
    assert re.findall(r'class="(zk-span(?: [^"]*)?)" data-k="([^"]*)"', html) == [
        ("zk-span", "1 2"),
        ("zk-span", "1"),
    ]
    assert html.index("②?") < html.index("①")
