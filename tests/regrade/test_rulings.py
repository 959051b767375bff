"""Rulings on questions of exams: what they do to marks, gradebook and bank, and taking them back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import select

from app.bank.domain.items import ItemFace, Option
from app.bank.fixing import fix_key
from app.bank.history import draft_of
from app.bank.models import Item, ItemVersion
from app.bank.service import save_version
from app.database import writing
from app.extensions import db
from app.gradebook.models import GradeColumn
from app.gradebook.service import current_grades
from app.marking import regrade
from app.marking.answers import Entry, rows_of
from app.marking.domain.question import MisfitError
from app.marking.domain.rulings import Kind, RulingError
from app.marking.ledger import NewMark, record_marks
from app.marking.models import MarkEvent, Ruling
from app.marking.regrade import RefusedError
from app.marking.service import save_marks
from app.quiz.exams.closing import submit
from app.quiz.exams.grading import release
from app.quiz.exams.results import load_results
from app.quiz.exams.works import SittingWorks
from app.web.errors import DomainError
from tests.quiz.manage.builders import ESSAY, MULTIPLE, SHORT, SINGLE, TRUTH
from tests.regrade.conftest import Bench, proposal

pytestmark = pytest.mark.both_engines
D = Decimal
Make = Callable[..., Bench]


def test_a_mended_key_marks_again_and_becomes_a_version_of_the_item(bench: Make) -> None:
    here = bench([SINGLE])
    slot = here.slot(SINGLE)
    assert here.marks(SINGLE) == [2, 2, 0, 0]
    ruling = here.rule(SINGLE, Kind.KEY, key=here.key(SINGLE, correct=("B",), explanation="是 B"))
    assert here.marks(SINGLE) == [0, 0, 2, 2]
    assert (ruling.state, ruling.changed, ruling.raised, ruling.lowered) == ("done", 4, 2, 2)
    version = db.session.get_one(ItemVersion, ruling.version_id)
    item = db.session.get_one(Item, version.item_id)
    assert (version.number, item.current_version_id) == (2, version.id)
    assert draft_of(version).key.explanation == "是 B"
    db.session.refresh(slot)
    assert slot.version_id != version.id  # what candidates saw is untouched
    last = here.events(SINGLE, here.sittings[0])[-1]
    assert (last.old, last.new, last.version_id) == (2, 0, version.id)
    assert (last.author_id, last.reason, last.by_hand) == (
        here.staff.teacher.id, "答案印错了", False
    )  # fmt: skip
    assert last.ruling_id == ruling.id


def test_a_preview_tells_what_taking_it_does_and_stores_nothing(bench: Make) -> None:
    here = bench([SINGLE, TRUTH])
    before = db.session.scalars(select(MarkEvent.id)).all()
    found = here.preview(SINGLE, Kind.KEY, key=here.key(SINGLE, correct=("B",)))
    forecast = found.forecast
    assert (forecast.papers, forecast.changed, forecast.raised, forecast.lowered) == (4, 4, 2, 2)
    assert (forecast.up, forecast.down) == (0, 2)  # 4 of 4 fall to 2 of 4, 0 of 4 rise to 2 of 4
    assert [shift.crosses for shift in forecast.shown] == [-1, -1, 0, 0]
    assert (forecast.bins_before[9], forecast.bins_after[5]) == (2, 4)
    assert db.session.scalars(select(MarkEvent.id)).all() == before
    assert db.session.scalars(select(Ruling)).all() == []
    assert db.session.scalars(select(ItemVersion.number)).all() == [1, 1]
    here.rule(SINGLE, Kind.KEY, key=here.key(SINGLE, correct=("B",)))
    assert here.marks(SINGLE) == [
        next(s.new for s in forecast.shown if s.work_id == sitting.id) for sitting in here.sittings
    ]


def test_nobody_is_lowered_where_that_was_chosen(bench: Make) -> None:
    here = bench([SINGLE])
    found = here.preview(
        SINGLE, Kind.KEY, key=here.key(SINGLE, correct=("B",)), never_lower=True
    ).forecast
    assert (found.raised, found.lowered, found.changed) == (2, 0, 2)
    here.rule(SINGLE, Kind.KEY, key=here.key(SINGLE, correct=("B",)), never_lower=True)
    assert here.marks(SINGLE) == [2, 2, 2, 2]


def test_another_option_also_counts_and_so_does_another_set(bench: Make) -> None:
    here = bench([SINGLE, MULTIPLE, TRUTH])
    here.rule(SINGLE, Kind.ACCEPT, accept={"options": ["B"]})
    assert here.marks(SINGLE) == [2, 2, 2, 2]
    assert here.part(SINGLE).question.told_key(None).correct == ("A", "B")
    here.rule(MULTIPLE, Kind.ACCEPT, accept={"options": ["B"]})
    assert here.marks(MULTIPLE) == [2, 2, 2, 2]
    here.rule(TRUTH, Kind.ACCEPT, accept={"truth": False})
    assert here.marks(TRUTH) == [2, 2, 2, 2]


def test_a_void_question_counts_for_nobody_and_leaves_the_full_marks(bench: Make) -> None:
    here = bench([SINGLE, TRUTH])
    found = here.preview(SINGLE, Kind.VOID)
    assert found.full == 2
    here.rule(SINGLE, Kind.VOID)
    assert here.marks(SINGLE) == [0, 0, 0, 0]
    assert {event.max for event in [here.events(SINGLE, s)[-1] for s in here.sittings]} == {0}
    results = load_results(here.exam, here.clock())
    assert (results.full, results.frozen) == (2, 4)
    assert results.spread is not None
    assert (results.spread.full, results.spread.highest, results.spread.passed) == (2, 2, 2)
    single = next(q for q in results.questions if q.slot_id == here.slot(SINGLE).id)
    assert (single.facility.share, single.points, single.mode.value) == (None, 0, "void")


def test_full_marks_to_all_are_for_those_who_wait_too(bench: Make) -> None:
    here = bench([SINGLE, SHORT])
    assert here.marks(SHORT) == [None] * 4
    here.rule(SHORT, Kind.FULL)
    assert here.marks(SHORT) == [2, 2, 2, 2]
    db.session.expire_all()
    assert all(db.session.get_one(type(s), s.id).marked_at for s in here.sittings)
    source = SittingWorks()
    assert source.list_parts(here.exam.class_id) == []
    assert source.find_part(here.exam.class_id, here.slot(SHORT).id) is None
    here.undo(SHORT, 1)
    assert here.marks(SHORT) == [None] * 4
    db.session.expire_all()
    assert not any(db.session.get_one(type(s), s.id).marked_at for s in here.sittings)


def test_other_points_scale_what_people_gave_and_the_desk_follows(bench: Make) -> None:
    here = bench([SINGLE, SHORT], students=2)
    here.staff.mark_written(here.exam, "1.5")
    here.rule(SHORT, Kind.POINTS, points=D(6))
    assert here.marks(SHORT) == [D("4.5"), D("4.5")]
    last = here.events(SHORT, here.sittings[0])[-1]
    assert (last.max, last.by_hand) == (6, True)
    assert load_results(here.exam, here.clock()).full == 8
    view = SittingWorks().find_part(here.exam.class_id, here.slot(SHORT).id)
    assert view is not None
    assert view.summary.points == 6
    here.rule(SINGLE, Kind.POINTS, points=D("0.5"))
    assert here.marks(SINGLE) == [D("0.5"), 0]


def test_what_people_marked_stays_unless_it_is_chosen(bench: Make) -> None:
    here = bench([SHORT], students=2)
    here.staff.mark_written(here.exam, "1")
    key = here.key(SHORT, model_answer="新的参考答案")
    found = here.preview(SHORT, Kind.KEY, key=key).forecast
    assert (found.changed, found.kept_by_hand) == (0, 2)
    here.rule(SHORT, Kind.KEY, key=key)
    assert here.marks(SHORT) == [1, 1]
    again = here.key(SHORT, model_answer="再改")
    assert here.preview(SHORT, Kind.KEY, key=again, hand_too=True).forecast.waits == 2
    here.rule(SHORT, Kind.KEY, key=again, hand_too=True)
    assert here.marks(SHORT) == [None, None]
    view = SittingWorks().find_part(here.exam.class_id, here.slot(SHORT).id)
    assert view is not None
    assert (view.summary.waiting, view.key.model_answer) == (2, "再改")
    here.undo(SHORT, 2)
    assert here.marks(SHORT) == [1, 1]
    assert here.events(SHORT, here.sittings[0])[-1].by_hand


def test_only_the_newest_step_that_stands_can_be_taken_back(bench: Make) -> None:
    here = bench([SINGLE])
    here.rule(SINGLE, Kind.KEY, key=here.key(SINGLE, correct=("B",)))
    here.rule(SINGLE, Kind.ACCEPT, accept={"options": ["A"]})
    here.rule(SINGLE, Kind.POINTS, points=D(3))
    assert here.marks(SINGLE) == [3, 3, 3, 3]
    with pytest.raises(RulingError) as refusal:
        here.preview(SINGLE, Kind.UNDO, undoes=1)
    assert refusal.value.steps == (2, 3)
    here.undo(SINGLE, 3)
    assert here.marks(SINGLE) == [2, 2, 2, 2]
    here.undo(SINGLE, 2)
    assert here.marks(SINGLE) == [0, 0, 2, 2]
    here.undo(SINGLE, 1)
    assert here.marks(SINGLE) == [2, 2, 0, 0]
    with pytest.raises(RulingError):
        here.preview(SINGLE, Kind.UNDO, undoes=1)
    numbers = [event.number for event in here.events(SINGLE, here.sittings[0])]
    assert numbers == list(range(1, len(numbers) + 1))  # nothing was taken away
    assert [ruling.kind for ruling in here.part(SINGLE).rulings] == [
        "key", "accept", "points", "undo", "undo", "undo"
    ]  # fmt: skip


def test_nothing_else_is_decided_on_a_question_that_is_void(bench: Make) -> None:
    here = bench([SINGLE])
    here.rule(SINGLE, Kind.VOID)
    with pytest.raises(RulingError):
        here.preview(SINGLE, Kind.POINTS, points=D(3))
    here.undo(SINGLE, 1)
    assert here.marks(SINGLE) == [2, 2, 0, 0]
    here.rule(SINGLE, Kind.POINTS, points=D(3))


def test_undoing_keeps_what_a_person_marked_after_the_step(bench: Make) -> None:
    here = bench([SHORT], students=2)
    here.rule(SHORT, Kind.POINTS, points=D(4))
    here.staff.mark_written(here.exam, "3")
    here.undo(SHORT, 1)
    assert here.marks(SHORT) == [D("1.5"), D("1.5")]
    assert here.events(SHORT, here.sittings[0])[-1].max == 2


def test_papers_closed_after_a_step_are_marked_by_it_and_follow_its_undoing(bench: Make) -> None:
    here = bench([SINGLE], students=2)
    late = here.staff.start(here.exam, here.staff.make.student(here.staff.class_))
    here.staff.answer(late, right=False)
    here.rule(SINGLE, Kind.KEY, key=here.key(SINGLE, correct=("B",)))
    here.clock.move(minutes=1)
    here.sittings.append(submit(late, here.clock()))
    assert here.marks(SINGLE) == [0, 2, 2]
    here.undo(SINGLE, 1)
    assert here.marks(SINGLE) == [2, 0, 0]


def test_released_marks_flow_to_the_gradebook_out_of_the_new_full_marks(bench: Make) -> None:
    here = bench([SINGLE, TRUTH], students=2)
    here.clock.move(hours=3)
    release(here.exam, here.staff.teacher.id, here.clock())
    column = db.session.scalars(select(GradeColumn)).one()
    first, second = (sitting.user_id for sitting in here.sittings)

    def grades() -> tuple[Any, Any, Any]:
        db.session.expire_all()
        cells = current_grades([column.id])
        return cells[column.id, first].new, cells[column.id, second].new, column.max

    assert grades() == (4, 0, 4)
    here.rule(SINGLE, Kind.ACCEPT, accept={"options": ["B"]})
    assert grades() == (4, 2, 4)
    here.rule(TRUTH, Kind.VOID)
    assert grades() == (2, 2, 2)
    here.undo(TRUTH, 1)
    assert grades() == (4, 2, 4)


# --- versions of the bank


def _reworded(here: Bench, based_on: int | None = None, **changes: Any) -> int:
    """A later version of the single choice item, written in the bank."""
    slot = here.slot(SINGLE)
    version = db.session.get_one(ItemVersion, slot.version_id)
    draft = draft_of(version)
    face = replace(draft.face, **changes.pop("face", {}))
    key = replace(draft.key, **changes.pop("key", {}))
    labels = replace(draft.labels, **changes.pop("labels", {}))
    item = save_version(
        version.item_id, replace(draft, face=face, key=key, labels=labels), based_on or version.id,
        here.staff.teacher.id, here.clock(),
    )  # fmt: skip
    assert item.current_version_id is not None
    return item.current_version_id


def _options(face: ItemFace, keep: str) -> tuple[Option, ...]:
    texts = {option.id: option.text for option in face.options}
    return tuple(Option(letter, texts[old]) for letter, old in zip("ABCDE", keep, strict=False))


def test_a_version_with_fewer_options_is_read_in_those_of_the_paper(bench: Make) -> None:
    here = bench([SINGLE])
    face = here.part(SINGLE).sheet.frozen.face
    # A is gone: what was B on the paper is A now, and it is right.
    version = _reworded(
        here, face={"options": _options(face, "BCD")}, key={"correct": ("A",), "notes": {}}
    )
    here.rule(SINGLE, Kind.KEY, version_id=version)
    assert here.marks(SINGLE) == [0, 0, 2, 2]
    assert here.part(SINGLE).question.key.correct == ("B",)


def test_a_version_whose_right_option_nobody_saw_is_refused(bench: Make) -> None:
    here = bench([SINGLE])
    face = here.part(SINGLE).sheet.frozen.face
    options = (*face.options, Option("E", "以上都对"))
    version = _reworded(here, face={"options": options}, key={"correct": ("E",)})
    with pytest.raises(MisfitError):
        here.preview(SINGLE, Kind.KEY, version_id=version)


def test_a_mended_key_does_not_push_a_rewritten_question_aside(bench: Make) -> None:
    here = bench([SINGLE])
    current = _reworded(here, face={"stem": "重写过的题干"})
    ruling = here.rule(SINGLE, Kind.KEY, key=here.key(SINGLE, correct=("B",)))
    version = db.session.get_one(ItemVersion, ruling.version_id)
    item = db.session.get_one(Item, version.item_id)
    assert (version.number, item.current_version_id) == (3, current)


def test_undoing_a_mended_key_restores_the_key_in_the_bank_step_by_step(bench: Make) -> None:
    here = bench([SINGLE])
    own = here.key(SINGLE)
    here.rule(SINGLE, Kind.KEY, key=here.key(SINGLE, correct=("B",)))
    here.clock.move(minutes=1)
    here.rule(SINGLE, Kind.KEY, key=here.key(SINGLE, correct=("C",)))
    here.clock.move(minutes=1)
    here.undo(SINGLE, 2)
    assert _bank_key(here) == ("B",)
    here.clock.move(minutes=1)
    last = here.undo(SINGLE, 1)
    assert _bank_key(here) == own.correct == here.key(SINGLE).correct
    version = db.session.get_one(ItemVersion, last.version_id)
    assert (version.number, version.note) == (5, "撤销改答案：答案印错了")
    assert "换回了" in regrade.bank_words(here.part(SINGLE), last)


def test_undoing_a_mended_key_leaves_a_bank_that_has_moved_on(bench: Make) -> None:
    here = bench([SINGLE])
    ruling = here.rule(SINGLE, Kind.KEY, key=here.key(SINGLE, correct=("B",)))
    here.clock.move(minutes=1)
    current = _reworded(here, based_on=ruling.version_id, face={"stem": "重写过的题干"})
    last = here.undo(SINGLE, 1)
    item = db.session.get_one(Item, db.session.get_one(ItemVersion, current).item_id)
    assert (item.current_version_id, last.version_id) == (current, None)
    assert "没有变" in regrade.bank_words(here.part(SINGLE), last)


def test_undoing_what_did_not_touch_the_bank_leaves_it_alone(bench: Make) -> None:
    here = bench([SINGLE])
    ruling = here.rule(SINGLE, Kind.ACCEPT, accept={"options": ["B"]})
    here.clock.move(minutes=1)
    last = here.undo(SINGLE, ruling.number)
    assert db.session.scalars(select(ItemVersion.number)).all() == [1]
    assert regrade.bank_words(here.part(SINGLE), last) == ""


def _bank_key(here: Bench) -> tuple[str, ...]:
    item_id = db.session.get_one(ItemVersion, here.slot(SINGLE).version_id).item_id
    item = db.session.get_one(Item, item_id)
    return draft_of(db.session.get_one(ItemVersion, item.current_version_id)).key.correct


def test_a_key_that_says_nothing_new_makes_no_version(bench: Make) -> None:
    here = bench([SINGLE])
    slot = here.slot(SINGLE)
    version = fix_key(slot.version_id, here.key(SINGLE), here.staff.teacher.id, here.clock(), "改")
    assert version.id == slot.version_id


def test_a_mended_key_keeps_labels_that_changed_since_the_paper_was_frozen(bench: Make) -> None:
    here = bench([SINGLE])
    slot = here.slot(SINGLE)
    current = _reworded(here, based_on=slot.version_id, labels={"difficulty": 5})
    ruling = here.rule(SINGLE, Kind.KEY, key=here.key(SINGLE, correct=("B",)))
    version = db.session.get_one(ItemVersion, ruling.version_id)
    item = db.session.get_one(Item, version.item_id)
    assert version.number == db.session.get_one(ItemVersion, current).number + 1
    assert (item.current_version_id, item.difficulty) == (version.id, 5)
    assert _bank_key(here) == ("B",)


# --- stale previews, and how much is asked of the database


def test_a_preview_that_no_longer_holds_is_refused_with_the_reason(bench: Make) -> None:
    here = bench([SINGLE, SHORT])
    key = here.key(SINGLE, correct=("B",))
    found = here.preview(SINGLE, Kind.KEY, key=key)
    here.staff.mark_written(here.exam, "1")
    with pytest.raises(RefusedError, match="预览之后"):
        regrade.take(
            here.part(SINGLE), proposal(Kind.KEY, key=key), found.stamp, here.staff.teacher.id,
            here.clock(),
        )  # fmt: skip
    assert here.marks(SINGLE) == [2, 2, 0, 0]
    assert db.session.scalars(select(Ruling)).all() == []


def test_release_waits_for_a_step_that_is_being_applied(
    bench: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.marking.applying.SOME_HUNDREDS", 1)
    here = bench([SINGLE])
    here.clock.move(hours=3)
    here.rule(SINGLE, Kind.VOID)
    found = load_results(here.exam, here.clock())
    assert found.running is not None
    assert any("正在改分" in reason for reason in found.against)
    with pytest.raises(RefusedError, match="正在改分"):
        here.rule(SINGLE, Kind.UNDO, undoes=1)


def test_statements_do_not_grow_with_the_papers(bench: Make, count_sql: Any) -> None:
    few, many = bench([SINGLE, ESSAY], students=2), bench([SINGLE, ESSAY], students=12)
    counts = []
    for here in (few, many):
        with count_sql() as previewed:
            stamp = here.preview(SINGLE, Kind.VOID).stamp
        with count_sql() as taken:
            regrade.take(
                here.part(SINGLE), proposal(Kind.VOID), stamp, here.staff.teacher.id, here.clock()
            )
        with count_sql() as shown:
            load_results(here.exam, here.clock())
        counts.append((len(previewed), len(taken), len(shown)))
    assert counts[0] == counts[1]


def test_marks_are_not_given_under_terms_that_are_gone(bench: Make) -> None:
    here = bench([SHORT], students=2)
    view = SittingWorks().find_part(here.exam.class_id, here.slot(SHORT).id)
    assert view is not None
    rows = rows_of(view)
    entries = {
        row.response.work_id: Entry(work_id=row.response.work_id, seen=0, points={"k1": "2"})
        for row in rows
    }
    here.rule(SHORT, Kind.POINTS, points=D(1))
    with pytest.raises(DomainError, match="没有记下"):
        save_marks(view, rows, entries, here.staff.teacher.id, here.clock())
    assert here.marks(SHORT) == [None, None]
    fresh = SittingWorks().find_part(here.exam.class_id, here.slot(SHORT).id)
    assert fresh is not None
    assert save_marks(fresh, rows_of(fresh), entries, here.staff.teacher.id, here.clock()) == 2
    assert here.marks(SHORT) == [1, 1]


def test_a_mark_given_by_hand_that_the_machine_confirms_does_not_count_as_changed(
    bench: Make,
) -> None:
    here = bench([SINGLE], students=2)
    sitting = here.sittings[0]
    last = here.events(SINGLE, sitting)[-1]
    hand = NewMark(
        work_kind=last.work_kind, work_id=sitting.id, part_id=last.part_id, class_id=last.class_id,
        learner_id=last.learner_id, version_id=last.version_id, new=D(2), max=D(2),
        author_id=here.staff.teacher.id, seen=last.number, old=last.new,
    )  # fmt: skip
    with writing():
        record_marks([hand], here.clock())
    key = here.key(SINGLE, explanation="解析改了")
    assert here.preview(SINGLE, Kind.KEY, key=key, hand_too=True).forecast.changed == 0
    assert here.rule(SINGLE, Kind.KEY, key=key, hand_too=True).changed == 0
    assert not here.events(SINGLE, sitting)[-1].by_hand
    here.undo(SINGLE, 1)
    assert here.events(SINGLE, sitting)[-1].by_hand
