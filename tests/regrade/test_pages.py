"""The pages of rulings: for staff the question, the preview and the ledger; for students what became of it."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from app.accounts.models import User
from app.authz.permissions import Role
from app.bank.domain.types import ItemType
from app.extensions import db
from app.marking.domain.rulings import Kind
from app.marking.models import Ruling
from app.quiz.exams.grading import release
from app.quiz.models import Sitting
from tests.quiz.manage.builders import MULTIPLE, SHORT, SINGLE, TRUTH
from tests.quiz.sitting.builders import CANARY
from tests.regrade.conftest import Bench

Make = Callable[..., Bench]
SignIn = Callable[[User | None], FlaskClient]
REASON = "第 1 题的答案印错了"
KEY_FIX = {"kind": "key", "correct": "B", "explanation": "应当选 B", "reason": REASON}


def stamp_in(page: str) -> str:
    found = re.search(r'name="stamp" value="([0-9a-f]{64})"', page)
    assert found is not None
    return found[1]


def apply(client: FlaskClient, here: Bench, on: ItemType, form: dict[str, Any]) -> Any:
    """Preview and apply, as a person does with the two buttons."""
    shown = client.post(here.url(on, "/preview"), data=form)
    assert shown.status_code == 200
    return client.post(here.url(on), data=form | {"stamp": stamp_in(shown.text)})


def candidate(here: Bench, number: int) -> User:
    return db.session.get_one(User, here.sittings[number].user_id)


def page_of(client: FlaskClient, sitting: Sitting, page: str) -> str:
    return client.get(f"/sittings/{sitting.public_id}/{page}").text


# --- staff


def test_a_step_from_the_form_to_the_ledger(bench: Make, teacher: FlaskClient) -> None:
    here = bench([SINGLE])
    page = teacher.get(here.url(SINGLE)).text
    assert "还没有改过" in page
    assert "预览影响" in page
    preview = teacher.post(here.url(SINGLE, "/preview"), data=KEY_FIX).text
    assert "4 份答卷里有 4 份会变：得分率 2 份上升，2 份下降" in preview
    assert "升到 60% 以上的 2 份，降到 60% 以下的 2 份" in preview
    assert db.session.scalars(select(Ruling)).all() == []
    done = apply(teacher, here, SINGLE, KEY_FIX)
    assert done.status_code == 303
    page = teacher.get(done.location).text
    assert "已应用，改了 4 份的分数" in page
    assert REASON in page
    assert here.marks(SINGLE) == [0, 0, 2, 2]


def test_undoing_asks_for_a_reason_and_shows_what_it_does(
    bench: Make, teacher: FlaskClient
) -> None:
    here = bench([SINGLE])
    apply(teacher, here, SINGLE, KEY_FIX)
    page = teacher.get(here.url(SINGLE) + "?do=undo&step=1").text
    assert "撤销第 1 步" in page
    form = {"kind": "undo", "undoes": "1"}
    assert teacher.post(here.url(SINGLE, "/preview"), data=form).status_code == 422
    apply(teacher, here, SINGLE, form | {"reason": "改错了题"})
    assert here.marks(SINGLE) == [2, 2, 0, 0]
    page = teacher.get(here.url(SINGLE)).text
    assert "已撤销" in page
    assert "题库里这道题的答案也换回了改之前的" in page
    answer = teacher.post(here.url(SINGLE, "/preview"), data=form | {"reason": "再来"})
    assert answer.status_code == 422
    assert "已经撤销了" in answer.text


@pytest.mark.parametrize(
    ("on", "form", "told"),
    [
        (SINGLE, {"kind": "key", "correct": "A", "explanation": f"解析{CANARY}"}, "没有改动"),
        (SINGLE, {"kind": "key"}, "请选一个正确项"),
        (SINGLE, {"kind": "key", "version": "999999"}, "没有这一版"),
        (SINGLE, {"kind": "accept", "also": "A"}, "还不算对"),
        (SINGLE, {"kind": "points", "points": "2"}, "现在就是 2 分"),
        (SINGLE, {"kind": "points", "points": "-1"}, "大于 0"),
        (MULTIPLE, {"kind": "key", "correct": ["A"]}, "两个以上"),
        (MULTIPLE, {"kind": "key", "correct": ["A", "B", "C", "D"]}, "不能全是"),
        (MULTIPLE, {"kind": "accept", "also": ["A", "C"]}, "另一组"),
        (TRUTH, {"kind": "key", "truth": "也许"}, "请选一项"),
        (SHORT, {"kind": "key", "model_answer": " "}, "请写参考答案"),
        (SHORT, {"kind": "accept"}, "至少给一个采分点"),
    ],
)
def test_what_cannot_be_is_said_and_what_was_typed_stays(
    bench: Make, teacher: FlaskClient, on: ItemType, form: dict[str, Any], told: str
) -> None:
    here = bench([on], students=1)
    answer = teacher.post(here.url(on, "/preview"), data={"reason": REASON} | form)
    assert answer.status_code == 422
    assert told in answer.text
    assert REASON in answer.text


def test_of_two_who_apply_the_same_step_the_second_hears_it_once(
    bench: Make, teacher: FlaskClient
) -> None:
    here = bench([SINGLE])
    stamp = stamp_in(teacher.post(here.url(SINGLE, "/preview"), data=KEY_FIX).text)
    apply(teacher, here, SINGLE, KEY_FIX)
    answer = teacher.post(here.url(SINGLE), data=KEY_FIX | {"stamp": stamp})
    assert answer.status_code == 422
    assert answer.text.count("答案和解析都没有改动") == 1
    assert "没有应用。" in answer.text
    assert "没有预览" not in answer.text
    assert "还没有预览" not in answer.text
    assert len(db.session.scalars(select(Ruling)).all()) == 1


def test_never_lowering_means_nothing_where_points_sink(bench: Make, teacher: FlaskClient) -> None:
    here = bench([SINGLE])
    apply(teacher, here, SINGLE, {
        "kind": "points", "points": "1", "never_lower": "1", "reason": REASON
    })  # fmt: skip
    assert here.marks(SINGLE) == [1, 1, 0, 0]
    assert not here.part(SINGLE).rulings[0].never_lower


def test_a_stale_preview_is_refused_and_shown_anew(bench: Make, teacher: FlaskClient) -> None:
    here = bench([SINGLE, SHORT])
    shown = teacher.post(here.url(SINGLE, "/preview"), data=KEY_FIX).text
    here.staff.mark_written(here.exam, "1")
    answer = teacher.post(here.url(SINGLE), data=KEY_FIX | {"stamp": stamp_in(shown)})
    assert answer.status_code == 409
    assert "预览之后，分数又有变化" in answer.text
    assert stamp_in(answer.text) != stamp_in(shown)
    again = teacher.post(here.url(SINGLE), data=KEY_FIX | {"stamp": stamp_in(answer.text)})
    assert again.status_code == 303


def test_results_lead_to_each_question_and_say_what_counts(
    bench: Make, teacher: FlaskClient
) -> None:
    here = bench([SINGLE, TRUTH])
    results = f"/exams/{here.exam.public_id}/results"
    assert here.url(SINGLE) in teacher.get(results).text
    here.rule(SINGLE, Kind.VOID)
    page = teacher.get(results).text
    assert "试卷印的满分是 4 分；有题作废或改了分值，现在按 2 分算。" in page
    assert "改过" in page
    assert teacher.get(f"{results}.xlsx").status_code == 200


def test_progress_is_told_until_the_job_is_done(
    bench: Make, teacher: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    from app.jobs.service import drain

    monkeypatch.setattr("app.marking.applying.SOME_HUNDREDS", 1)
    here = bench([SINGLE])
    done = apply(teacher, here, SINGLE, KEY_FIX)
    page = teacher.get(done.location).text
    assert "已开始改分" in page
    assert "正在改分" in page
    assert "0 / 4" in teacher.get(here.url(SINGLE, "/progress")).text
    results = f"/exams/{here.exam.public_id}/results"
    assert "正在改分" in teacher.get(results).text
    assert here.marks(SINGLE) == [2, 2, 0, 0]
    drain("me", here.clock)
    assert teacher.get(here.url(SINGLE, "/progress")).text.strip() == ""
    assert here.marks(SINGLE) == [0, 0, 2, 2]


def test_a_step_that_got_stuck_can_go_on(
    bench: Make, teacher: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    from app.jobs.service import MOST_FAILURES, drain

    monkeypatch.setattr("app.marking.applying.SOME_HUNDREDS", 1)
    here = bench([SINGLE])
    apply(teacher, here, SINGLE, KEY_FIX)
    with monkeypatch.context() as broken:
        broken.setattr("app.marking.applying.record_marks", lambda *_a: 1 / 0)
        for _try in range(MOST_FAILURES):
            drain("me", here.clock)
            here.clock.move(minutes=5)
    page = teacher.get(here.url(SINGLE)).text
    assert "改分停下了" in page
    assert "接着改" in page
    assert teacher.post(here.url(SINGLE, "/resume")).status_code == 303
    drain("me", here.clock)
    assert here.marks(SINGLE) == [0, 0, 2, 2]


def test_assistants_see_results_and_no_keys(bench: Make, as_user: SignIn) -> None:
    here = bench([SINGLE])
    here.rule(SINGLE, Kind.VOID)
    helper = here.staff.make.user()
    here.staff.make.enrol(helper, here.staff.class_, Role.ASSISTANT)
    client = as_user(helper)
    results = client.get(f"/exams/{here.exam.public_id}/results").text
    assert "作废" in results
    assert "/regrade/" not in results
    assert client.get(here.url(SINGLE)).status_code == 403
    assert client.get(here.url(SINGLE, "/progress")).status_code == 403
    assert client.post(here.url(SINGLE, "/preview"), data=KEY_FIX).status_code == 403
    assert client.post(here.url(SINGLE), data=KEY_FIX).status_code == 403


def test_students_and_other_teachers_see_no_such_page(bench: Make, as_user: SignIn) -> None:
    here = bench([SINGLE])
    other = here.staff.make.class_("别的班")
    for user in (candidate(here, 0), here.staff.make.instructor(other)):
        assert as_user(user).get(here.url(SINGLE)).status_code in (403, 404)
    mine = f"/classes/{other.public_id}/regrade/sitting/{here.slot(SINGLE).id}"
    teacher = here.staff.make.instructor(other)
    assert as_user(teacher).get(mine).status_code == 404


# --- students


def released(here: Bench) -> None:
    here.clock.move(hours=3)
    release(here.exam, here.staff.teacher.id, here.clock())
    db.session.refresh(here.exam)


def test_students_see_a_dated_note_and_the_republished_explanation(
    bench: Make, as_user: SignIn, teacher: FlaskClient
) -> None:
    here = bench([SINGLE, TRUTH])
    released(here)
    apply(teacher, here, SINGLE, KEY_FIX)
    for number, told in ((0, "2 → 0"), (2, "0 → 2")):
        page = page_of(as_user(candidate(here, number)), here.sittings[number], "review")
        assert "这道题改过分" in page
        assert "11-23 12:00" in page
        assert REASON in page
        assert told in page
        assert "应当选 B" in page
    text = page_of(as_user(candidate(here, 0)), here.sittings[0], "review")
    assert text.count("这道题改过分") == 1  # the other question was left alone


def test_students_whose_mark_stays_are_told_that_it_stays(
    bench: Make, as_user: SignIn, teacher: FlaskClient
) -> None:
    here = bench([SINGLE])
    released(here)
    apply(teacher, here, SINGLE, KEY_FIX | {"never_lower": "1"})
    page = page_of(as_user(candidate(here, 0)), here.sittings[0], "review")
    assert "你的分数没有变" in page


def test_the_account_tells_every_mark_with_role_reason_and_time(
    bench: Make, as_user: SignIn, teacher: FlaskClient
) -> None:
    here = bench([SINGLE, SHORT])
    here.staff.mark_written(here.exam, "1.5")
    released(here)
    apply(teacher, here, SINGLE, KEY_FIX)
    client = as_user(candidate(here, 0))
    assert f"/sittings/{here.sittings[0].public_id}/marks" in page_of(
        client, here.sittings[0], "review"
    )
    page = page_of(client, here.sittings[0], "marks")
    assert "成绩是怎么来的" in page
    assert "老师 · 改答案（第 1 步）" in page
    assert "系统 · 按答案批改" in page
    assert "2 → 0" in page
    assert "1.5 / 2" in page
    assert REASON in page
    assert here.staff.teacher.name not in page
    apply(teacher, here, SINGLE, KEY_FIX | {"correct": "A", "named": "1"})
    page = page_of(client, here.sittings[0], "marks")
    assert f"老师{here.staff.teacher.name} · 改答案（第 2 步）" in page


def test_a_void_question_is_told_as_such_and_the_total_follows(
    bench: Make, as_user: SignIn, teacher: FlaskClient
) -> None:
    here = bench([SINGLE, TRUTH])
    released(here)
    apply(teacher, here, SINGLE, {"kind": "void", "reason": REASON})
    client = as_user(candidate(here, 0))
    page = page_of(client, here.sittings[0], "review")
    assert "作废，不计分" in page
    assert re.search(r"2<small> / 2</small>", page)
    page = page_of(client, here.sittings[0], "marks")
    assert "试卷印的满分是 4 分；有题作废或改了分值，现在按 2 分算。" in page
    assert "满分 2 分" in client.get("/exams").text


def test_before_marks_may_be_seen_nothing_is_told_of_rulings(
    bench: Make, as_user: SignIn, count_sql: Any
) -> None:
    here = bench([SINGLE, TRUTH, MULTIPLE])
    here.rule(SINGLE, Kind.KEY, key=here.key(SINGLE, correct=("B",)), reason="选 B 才对")
    here.rule(TRUTH, Kind.VOID)
    here.rule(MULTIPLE, Kind.POINTS, points=Decimal(9))
    client = as_user(candidate(here, 0))
    for page in ("review", "marks"):
        with count_sql() as statements:
            text = page_of(client, here.sittings[0], page)
        for hidden in ("选 B 才对", "改过分", "作废", "9 分"):
            assert hidden not in text
        assert not [one for one in statements if "item_key" in one]
        assert not [one for one in statements if "ruling.accept" in one]
    assert "现在还不能看分数" in page_of(client, here.sittings[0], "marks")


def test_marks_without_explanations_do_not_tell_the_reason(bench: Make, as_user: SignIn) -> None:
    review = {
        "after_submit": ["own", "marks"], "after_close": ["own", "marks"],
        "after_release": ["own", "marks"],
    }  # fmt: skip
    here = bench([SINGLE], review=review)
    here.rule(SINGLE, Kind.KEY, key=here.key(SINGLE, correct=("B",)), reason="选 B 才对")
    client = as_user(candidate(here, 0))
    for page in ("review", "marks"):
        text = page_of(client, here.sittings[0], page)
        assert "2 → 0" in text
        assert "选 B 才对" not in text
        assert CANARY not in text


def test_nobody_reads_another_ones_account(bench: Make, as_user: SignIn) -> None:
    here = bench([SINGLE])
    address = f"/sittings/{here.sittings[0].public_id}/marks"
    for user in (candidate(here, 1), here.staff.teacher, here.staff.make.admin()):
        assert as_user(user).get(address).status_code in (403, 404)


def test_statements_of_students_pages_do_not_grow(
    bench: Make, as_user: SignIn, count_sql: Any
) -> None:
    counts = []
    for kinds, steps in (([SINGLE, TRUTH], 1), ([SINGLE, TRUTH, MULTIPLE, SINGLE, SHORT], 3)):
        here = bench(kinds, students=2)
        here.staff.mark_written(here.exam, "1")
        for number in range(steps):
            here.rule(
                SINGLE, Kind.KEY, key=here.key(SINGLE, explanation=f"解析{number}", correct=("B",))
            )
        released(here)
        client = as_user(candidate(here, 0))
        found = []
        for page in ("review", "marks"):
            with count_sql() as statements:
                page_of(client, here.sittings[0], page)
            found.append(len(statements))
        counts.append(found)
    assert counts[0] == counts[1]


def test_statements_of_staff_pages_do_not_grow(
    bench: Make, as_user: SignIn, count_sql: Any
) -> None:
    counts = []
    for steps, students in ((1, 2), (4, 8)):
        here = bench([SINGLE], students=students)
        for number in range(steps):
            here.rule(
                SINGLE, Kind.KEY, key=here.key(SINGLE, explanation=f"解析{number}", correct=("B",))
            )
        client = as_user(here.staff.teacher)
        found = []
        for act in (
            lambda: client.get(here.url(SINGLE)),  # noqa: B023
            lambda: client.post(here.url(SINGLE, "/preview"), data=KEY_FIX | {"correct": "C"}),  # noqa: B023
        ):
            with count_sql() as statements:
                assert act().status_code == 200
            found.append(len(statements))
        counts.append(found)
    assert counts[0] == counts[1]
