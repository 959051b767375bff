"""Marks given to the answers of one question: read, checked, stored whole or not at all."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import func, select

from app.bank.domain.types import ItemType
from app.database import writing
from app.marking import service
from app.marking.answers import WHOLE, Entry, Row, answer_text, key_points_of, rows_of
from app.marking.ledger import NewMark, current_marks, history, record_marks
from app.marking.models import MarkEvent
from app.marking.works import PartView
from tests.marking.conftest import KIND, Scene, add_part


def part_of(scene: Scene) -> PartView:
    part = service.find_part(scene.class_.id, KIND, 7)
    assert part is not None
    return part


def entry(work: int, *points: str, seen: int = 0, comment: str = "") -> Entry:
    return Entry(
        work_id=work,
        seen=seen,
        points=dict(zip(("k1", "k2"), points, strict=True)),
        comment=comment,
    )


def save(scene: Scene, at: Any, *entries: Entry) -> tuple[int, dict[int, Row]]:
    part = part_of(scene)
    rows = rows_of(part)
    count = service.save_marks(part, rows, {e.work_id: e for e in entries}, scene.teacher.id, at)
    return count, {row.response.work_id: row for row in rows}


def marks(scene: Scene) -> dict[int, Decimal | None]:
    return {work: e.new for (work, _part), e in current_marks(KIND, scene.works).items()}


def test_marks_are_given_and_explained(scene: Scene, clock: Any) -> None:
    first, second, _third = scene.works
    count, _rows = save(
        scene, clock(), entry(first, "2", "3.5", comment=" 写得清楚 "), entry(second, "0", "４")
    )
    assert count == 2
    event = history(KIND, first)[0]
    assert (event.new, event.max, event.correctness) == (
        Decimal("5.5"),
        Decimal(6),
        Decimal("0.916667"),
    )
    assert event.detail == {"points": {"k1": "2", "k2": "3.5"}, "comment": "写得清楚"}
    assert (event.author_id, event.class_id, event.version_id) == (
        scene.teacher.id,
        scene.class_.id,
        scene.part.version_id,
    )
    assert marks(scene) == {first: Decimal("5.5"), second: Decimal(4)}
    assert scene.essays.after == [([first, second], clock())] or scene.essays.after == [
        ([second, first], clock())
    ]


def test_waiting_answers_come_first_and_keep_their_numbers(scene: Scene, clock: Any) -> None:
    before = {row.response.work_id: row.number for row in rows_of(part_of(scene))}
    top = next(work for work, number in before.items() if number == 1)
    save(scene, clock(), entry(top, "1", "1"))
    rows = rows_of(part_of(scene))
    assert [row.is_marked for row in rows] == [False, False, True]
    assert {row.response.work_id: row.number for row in rows} == before


def test_the_order_differs_from_question_to_question(scene: Scene, make: Any, version: Any) -> None:
    people = [make.student(scene.class_, name=f"学生{n}") for n in range(12)]
    answers: Any = [(p, "答") for p in people]
    add_part(scene.essays, scene.class_, version, answers, part_id=21)
    one, other = scene.essays.parts[21], scene.essays.parts[7]
    assert one.responses != other.responses
    here = [row.response.work_id for row in rows_of(one)]
    moved = PartView(
        summary=other.summary,
        class_id=one.class_id,
        version_id=one.version_id,
        face=one.face,
        key=one.key,
        responses=one.responses,
    )
    assert [row.response.work_id for row in rows_of(moved)] != here
    assert here == [row.response.work_id for row in rows_of(one)]


@pytest.mark.parametrize(
    ("points", "wrong"),
    [
        (("2.01", "0"), {"k1"}),
        (("-1", "x"), {"k1", "k2"}),
        (("1", ""), {"k2"}),
        (("1.234", "1"), {"k1"}),
        (("1e400000", "NaN"), {"k1", "k2"}),
        (("1_0", "Infinity"), {"k1", "k2"}),
    ],
)
def test_anything_wrong_keeps_the_whole_page_out(
    scene: Scene, clock: Any, points: tuple[str, str], wrong: set[str]
) -> None:
    first, second, _third = scene.works
    count, rows = save(scene, clock(), entry(first, "1", "1"), entry(second, *points, comment="好"))
    assert count == 0
    assert marks(scene) == {}
    assert rows[second].errors.keys() == wrong
    assert rows[first].points("k1") == "1"
    assert [rows[second].points(k) for k in ("k1", "k2")] == list(points)
    assert rows[second].comment == "好"
    assert scene.essays.after == []


def test_answers_left_alone_are_left_alone(scene: Scene, clock: Any) -> None:
    first, second, third = scene.works
    save(scene, clock(), entry(first, "2", "2"))
    count, rows = save(
        scene,
        clock(),
        entry(first, "2.0", "2", seen=1),
        entry(second, "", ""),
        entry(third, "1", "1"),
    )
    assert count == 1
    assert len(history(KIND, first)) == 1
    assert not any(row.is_refused for row in rows.values())


def test_a_mark_can_be_changed_and_taken_back(scene: Scene, clock: Any) -> None:
    first = scene.works[0]
    save(scene, clock(), entry(first, "2", "2"))
    save(scene, clock.move(minutes=1), entry(first, "2", "4", seen=1))
    save(scene, clock.move(minutes=1), entry(first, "", "", seen=2))
    assert [(e.old, e.new) for e in history(KIND, first)] == [(None, 4), (4, 6), (6, None)]
    assert rows_of(part_of(scene))[0].is_marked is False
    assert part_of(scene).summary.waiting == 3


def test_a_remark_alone_is_no_mark(scene: Scene, clock: Any) -> None:
    first = scene.works[0]
    count, rows = save(scene, clock(), entry(first, "", "", comment="请写完整"))
    assert (count, marks(scene)) == (0, {})
    assert rows[first].errors.keys() == {"k1"}
    assert rows[first].comment == "请写完整"


def test_what_the_machine_marked_is_left_alone_unless_points_are_typed(
    scene: Scene, clock: Any
) -> None:
    first = scene.works[0]
    machine = NewMark(
        work_kind=KIND, work_id=first, part_id=7, class_id=scene.class_.id,
        learner_id=scene.students[0].id, version_id=scene.part.version_id, new=Decimal(0),
        max=Decimal(6), reason="没有作答", detail={"answered": False},
    )  # fmt: skip
    with writing():
        record_marks([machine], clock())
    assert save(scene, clock(), entry(first, "", "", seen=1))[0] == 0
    assert len(history(KIND, first)) == 1
    assert save(scene, clock(), entry(first, "1", "0", seen=1))[0] == 1
    assert marks(scene)[first] == 1


def test_a_clash_keeps_what_was_typed_and_shows_the_other_mark(scene: Scene, clock: Any) -> None:
    first, second, third = scene.works
    save(scene, clock(), entry(first, "1", "1"), entry(third, "2", "2"))
    # This marker's page was opened before: it still says that nothing was marked.
    count, rows = save(
        scene,
        clock(),
        entry(first, "2", "4", comment="好"),
        entry(second, "1", "1"),
        entry(third, "", ""),
    )
    assert count == 0
    assert marks(scene) == {first: Decimal(2), third: Decimal(4)}
    assert (rows[first].clash, rows[second].clash, rows[third].clash) == (True, False, False)
    held = rows[first].event
    assert held is not None
    assert (held.new, rows[first].points("k2"), rows[first].comment) == (2, "4", "好")
    # Sent once more, now knowing of the other mark, it is stored.
    assert save(scene, clock(), entry(first, "2", "4", seen=held.number, comment="好"))[0] == 1
    assert marks(scene)[first] == 6


def test_two_markers_of_one_mind_do_not_clash(scene: Scene, clock: Any) -> None:
    first = scene.works[0]
    save(scene, clock(), entry(first, "1", "1"))
    count, rows = save(scene, clock(), entry(first, "1", "1"))
    assert (count, rows[first].is_refused) == (0, False)
    assert len(history(KIND, first)) == 1


def test_a_clash_at_the_last_moment_is_told_as_well(scene: Scene, clock: Any) -> None:
    """Both loaded the page and both checked; the ledger's index lets one of them through."""
    first, second, _third = scene.works
    part = part_of(scene)
    rows = rows_of(part)
    save(scene, clock(), entry(first, "1", "1"))
    mine = {first: entry(first, "2", "2"), second: entry(second, "0", "0")}
    assert service.save_marks(part, rows, mine, scene.teacher.id, clock()) == 0
    by_work = {row.response.work_id: row for row in rows}
    assert (by_work[first].clash, by_work[second].clash) == (True, False)
    assert by_work[first].points("k1") == "2"
    assert marks(scene) == {first: Decimal(2)}


def test_a_made_up_number_of_the_last_mark_is_a_clash(scene: Scene, clock: Any, db: Any) -> None:
    first = scene.works[0]
    for seen in (-3, 40):
        count, rows = save(scene, clock(), entry(first, "1", "1", seen=seen))
        assert (count, rows[first].clash) == (0, True)
    assert db.session.scalar(select(func.count()).select_from(MarkEvent)) == 0


def test_marks_and_what_follows_from_them_are_one_transaction(scene: Scene, clock: Any) -> None:
    scene.essays.fails = True
    with pytest.raises(RuntimeError):
        save(scene, clock(), entry(scene.works[0], "1", "1"))
    assert marks(scene) == {}


def test_a_question_without_key_points_is_marked_whole(
    scene: Scene, version: Any, clock: Any
) -> None:
    answers: Any = [(scene.students[0], ["甲", "乙"])]
    add_part(
        scene.essays, scene.class_, version, answers,
        part_id=8, key_points=(), points=Decimal("2.5"), type_=ItemType.FILL_BLANK,
    )  # fmt: skip
    part = service.find_part(scene.class_.id, KIND, 8)
    assert part is not None
    assert [point.points for point in key_points_of(part)] == [Decimal("2.5")]
    rows = rows_of(part)
    work = rows[0].response.work_id
    whole = Entry(work_id=work, seen=0, points={WHOLE: "2.25"})
    assert service.save_marks(part, rows, {work: whole}, scene.teacher.id, clock()) == 1
    assert current_marks(KIND, [work])[work, 8].new == Decimal("2.25")


def test_the_next_question_is_the_next_that_waits(scene: Scene, version: Any, clock: Any) -> None:
    one: Any = [(scene.students[0], "答")]
    for part_id in (8, 9):
        add_part(scene.essays, scene.class_, version, one, part_id=part_id, title=f"题{part_id}")
    class_id, here = scene.class_.id, part_of(scene).summary

    def following(summary: Any) -> int | None:
        found = service.find_next(class_id, summary)
        return found.part_id if found else None

    assert following(here) == 8
    last = service.find_part(class_id, KIND, 9)
    assert last is not None
    assert following(last.summary) == 7
    for part_id in (8, 9):
        part = service.find_part(class_id, KIND, part_id)
        assert part is not None
        rows = rows_of(part)
        work = rows[0].response.work_id
        service.save_marks(part, rows, {work: entry(work, "0", "0")}, scene.teacher.id, clock())
    assert following(here) is None


def test_answers_of_every_type_in_words() -> None:
    assert answer_text("沉默的不满者") == "沉默的不满者"
    assert answer_text(["A", "C"]) == "A；C"
    assert answer_text(False) == "错"
    assert [answer_text(empty) for empty in (None, "", " ", [], ["", " "])] == [""] * 5
