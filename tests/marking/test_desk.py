"""The grading desk: groups, one judgement for many, undo, names, and what it costs."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from app.authz.permissions import Role
from app.bank.answers.doubts import Doubt, Doubted
from app.marking.desk import Group, open_desk
from app.marking.domain.clusters import Cluster
from app.marking.domain.plans import GradingPlan
from app.marking.ledger import current_marks, history
from app.marking.service import find_part
from tests.marking.conftest import KIND, Scene, add_part


def desk_url(scene: Scene, more: str = "") -> str:
    return f"/classes/{scene.class_.public_id}/desk/{KIND}/7{more}"


def desk_of(scene: Scene) -> Any:
    part = find_part(scene.class_.id, KIND, 7)
    assert part is not None
    return open_desk(part)


def filled(works: list[int], first: str, second: str, seen: int = 0, **more: str) -> dict[str, Any]:
    return {
        "work": [str(work) for work in works],
        "pt-k1": first,
        "pt-k2": second,
        **{f"seen-{work}": str(seen) for work in works},
        **more,
    }


def test_answers_that_say_the_same_are_one_group(many: Scene) -> None:
    groups = [[row.response.work_id for row in group.rows] for group in desk_of(many).groups]
    works = many.works
    assert sorted(map(sorted, groups)) == sorted(
        [sorted([works[0], works[1], works[3]]), [works[2]]]
    )


def test_one_judgement_marks_the_whole_group_and_goes_on(many: Scene, as_user: Any) -> None:
    client, works = as_user(many.teacher), many.works
    group = [works[0], works[1], works[3]]
    answer = client.post(desk_url(many), data=filled(group, "2", "4", comment="写全了"))
    assert (answer.status_code, answer.location) == (303, desk_url(many, f"?g={works[2]}"))
    marks = current_marks(KIND, works)
    assert {work: str(marks[work, 7].new) for work in group} == dict.fromkeys(group, "6.00")
    assert (works[2], 7) not in marks
    event = marks[works[0], 7]
    assert (event.author_id, event.by_hand) == (many.teacher.id, True)
    assert event.detail["comment"] == "写全了"
    assert [span[0] for span in event.detail["spans"]] == ["k1", "k2"]
    page = client.get(desk_url(many)).text
    assert "刚才：3 份，给 6 分" in page


def test_one_answer_is_one_in_english_too(many: Scene, as_user: Any) -> None:
    client = as_user(many.teacher)
    client.post(desk_url(many), data=filled([many.works[2]], "0", "0"))
    page = client.get(desk_url(many), headers={"Accept-Language": "en"}).text
    assert "Just now: 1 answer, mark 0." in page


def test_an_exception_stays_behind_for_itself(many: Scene, as_user: Any) -> None:
    client, works = as_user(many.teacher), many.works
    answer = client.post(desk_url(many), data=filled([works[0], works[3]], "2", "4"))
    assert answer.location == desk_url(many, f"?g={works[1]}")
    assert (works[1], 7) not in current_marks(KIND, works)


def test_other_points_than_the_usual_three_may_be_typed(many: Scene, as_user: Any) -> None:
    work = many.works[2]
    as_user(many.teacher).post(desk_url(many), data=filled([work], "0", "0") | {"px-k2": "0.5"})
    assert str(current_marks(KIND, [work])[work, 7].new) == "0.50"


def test_a_number_that_cannot_be_stores_nothing_and_keeps_what_was_typed(
    many: Scene, as_user: Any
) -> None:
    client, works = as_user(many.teacher), many.works
    data = filled([works[0], works[1]], "2", "0", comment="差一点") | {"px-k2": "9"}
    page = client.post(desk_url(many), data=data)
    assert page.status_code == 422
    assert current_marks(KIND, works) == {}
    assert 'value="9"' in page.text
    assert "差一点" in page.text
    assert "请填 0 到 4 的数字" in page.text


def test_whom_somebody_else_marked_meanwhile_is_told_and_nothing_is_overwritten(
    many: Scene, make: Any, as_user: Any
) -> None:
    other = make.user("助教")
    make.enrol(other, many.class_, Role.ASSISTANT)
    works = many.works
    as_user(other).post(desk_url(many), data=filled([works[1]], "1", "1"))
    page = as_user(many.teacher).post(desk_url(many), data=filled([works[0], works[1]], "2", "4"))
    assert page.status_code == 409
    assert "别人刚刚批过，现在是 2 分" in page.text
    ticked = {int(n) for n in re.findall(r'name="work" value="(\d+)" checked', page.text)}
    assert works[0] in ticked
    assert works[1] not in ticked  # Enter once more gives the rest, and leaves the other's mark
    assert len(history(KIND, works[1])) == 1
    assert (works[0], 7) not in current_marks(KIND, works)


def test_points_for_an_answer_that_was_marked_meanwhile_never_fall_on_another(
    many: Scene, make: Any, as_user: Any
) -> None:
    other = make.user("助教")
    make.enrol(other, many.class_, Role.ASSISTANT)
    work = many.works[2]
    as_user(other).post(desk_url(many), data=filled([work], "0", "0"))
    client = as_user(many.teacher)
    page = client.post(desk_url(many), data=filled([work], "2", "2", comment="很好"))
    assert page.status_code == 409
    shown = re.findall(r'name="work" value="(\d+)"( checked)?', page.text)
    assert shown == [(str(work), "")]  # the answer itself, not the next one with these points
    assert 'aria-current="true"><b>第 1 组</b>' in page.text
    assert "很好" in page.text
    seen = re.search(rf'name="seen-{work}" value="(\d+)"', page.text)
    assert seen is not None
    data = filled([work], "2", "2", seen=int(seen[1]))  # ticked again, their own points count
    assert client.post(desk_url(many), data=data).status_code == 303
    assert str(current_marks(KIND, [work])[work, 7].new) == "4.00"


def test_what_was_marked_meanwhile_stays_in_sight_beside_the_rest_of_its_group(
    many: Scene, make: Any, as_user: Any
) -> None:
    other = make.user("助教")
    make.enrol(other, many.class_, Role.ASSISTANT)
    works = many.works
    as_user(other).post(desk_url(many), data=filled([works[0]], "1", "1"))
    group = [works[0], works[1], works[3]]
    page = as_user(many.teacher).post(desk_url(many), data=filled(group, "2", "4"))
    boxes = dict(re.findall(r'name="work" value="(\d+)"( checked)?', page.text))
    assert {int(work): bool(ticked) for work, ticked in boxes.items()} == {
        works[0]: False,
        works[1]: True,
        works[3]: True,
    }


def test_what_was_left_out_stays_left_out_where_nothing_could_be_stored(
    many: Scene, as_user: Any
) -> None:
    works = many.works
    data = filled([works[0], works[3]], "2", "4") | {"px-k2": "9"}
    page = as_user(many.teacher).post(desk_url(many), data=data)
    boxes = dict(re.findall(r'name="work" value="(\d+)"( checked)?', page.text))
    assert {int(work): bool(ticked) for work, ticked in boxes.items()} == {
        works[0]: True,
        works[1]: False,
        works[3]: True,
    }


def test_what_cannot_be_is_said_once_and_beside_its_key_point(many: Scene, as_user: Any) -> None:
    works = many.works
    data = filled([works[0], works[1], works[3]], "2", "") | {"px-k2": "9"}
    page = as_user(many.teacher).post(desk_url(many), data=data)
    assert page.status_code == 422
    assert page.text.count("请填 0 到 4 的数字") == 2  # above, and beside the input
    assert "采分点 2：请填 0 到 4 的数字，最多两位小数。" in page.text
    wrong = re.findall(r'<input[^>]*name="px-(k\d)"[^>]*aria-invalid="true"', page.text)
    assert wrong == ["k2"]
    page = as_user(many.teacher).post(desk_url(many), data=filled([works[0]], "2", ""))
    assert "采分点 2：还没有给分。" in page.text


def test_how_sure_the_engine_is_stands_only_where_it_proposes_something(
    many: Scene, as_user: Any
) -> None:
    client = as_user(many.teacher)
    page = client.get(desk_url(many)).text
    assert "把握低的在前" in page
    lines = {"id": ["", ""], "text": ["论点", "结构"], "points": ["4", "2"], "do": "save"}
    assert client.post(desk_url(many, "/rubric"), data=lines).status_code == 303
    page = client.get(desk_url(many)).text
    assert "把握" not in page


def test_who_doubts_a_key_point_is_not_very_sure(many: Scene, as_user: Any) -> None:
    """A group of which one key point is doubtful does not count as sure, however likely its mark is."""
    desk = desk_of(many)
    group = desk.groups[0]
    proposal = group.first.proposal
    assert proposal is not None
    doubt = Doubted("k1", Doubt.MISSED, 0, 0)
    sure = replace(proposal, sure=True, confidence=0.99, doubts=())
    for row in group.rows:
        row.proposal = sure
    assert replace(group, cluster=cluster_of(group)).certainty == "high"
    group.rows[-1].proposal = replace(sure, doubts=(doubt,))
    assert replace(group, cluster=cluster_of(group)).certainty == "middle"


def cluster_of(group: Group) -> Cluster:
    reads = [replace(read, sure=True, confidence=0.99) for read in group.cluster.members]
    return Cluster(members=tuple(reads))


def test_the_last_judgement_is_taken_back_step_by_step(
    many: Scene, as_user: Any, clock: Any
) -> None:
    client, works = as_user(many.teacher), many.works
    client.post(desk_url(many), data=filled([works[2]], "0", "0"))
    clock.move(minutes=1)
    client.post(desk_url(many), data=filled([works[0], works[1]], "2", "4"))
    clock.move(minutes=1)
    answer = client.post(desk_url(many, "/undo"))
    assert answer.location.startswith(desk_url(many, "?g="))
    held = current_marks(KIND, works)
    assert [held[work, 7].new for work in works[:2]] == [None, None]
    assert len(history(KIND, works[0])) == 2
    clock.move(minutes=1)
    client.post(desk_url(many, "/undo"))
    assert current_marks(KIND, works)[works[2], 7].new is None
    page = client.post(desk_url(many, "/undo"), follow_redirects=True).text
    assert "没有可以撤销的批改" in page
    assert desk_of(many).marked == 0


def test_what_was_taken_back_is_there_to_be_put_right(many: Scene, make: Any, as_user: Any) -> None:
    client, work = as_user(many.teacher), many.works[2]
    data = filled([work], "1", "2", comment="第二点再具体些")
    client.post(desk_url(many), data=data)
    page = client.post(desk_url(many, "/undo"), follow_redirects=True).text
    assert re.findall(r'name="pt-(k\d)" value="(\d)" checked', page) == [("k1", "1"), ("k2", "2")]
    assert 'value="第二点再具体些"' in page
    assert "你撤销前给的分和评语" in page
    other = make.user("助教")
    make.enrol(other, many.class_, Role.ASSISTANT)
    page = as_user(other).get(desk_url(many, f"?g={work}")).text
    assert "第二点再具体些" not in page
    assert "你撤销前给的分和评语" not in page


def test_nobody_takes_back_what_another_gave(many: Scene, make: Any, as_user: Any) -> None:
    other = make.user("助教")
    make.enrol(other, many.class_, Role.ASSISTANT)
    work = many.works[0]
    as_user(many.teacher).post(desk_url(many), data=filled([work], "2", "4"))
    as_user(other).post(desk_url(many, "/undo"))
    assert str(current_marks(KIND, [work])[work, 7].new) == "6.00"


def test_names_show_only_where_an_instructor_lifts_them(
    many: Scene, make: Any, as_user: Any
) -> None:
    assistant = make.user("助教")
    make.enrol(assistant, many.class_, Role.ASSISTANT)
    names = {student.name for student in many.students}
    seen = {
        (who.name, more): {
            name for name in names if name in as_user(who).get(desk_url(many, more)).text
        }
        for who in (many.teacher, assistant)
        for more in ("", "?names=1")
    }
    assert seen[assistant.name, ""] == seen[assistant.name, "?names=1"] == set()
    assert seen[many.teacher.name, ""] == set()
    assert seen[many.teacher.name, "?names=1"]


def test_the_words_that_earned_a_point_are_marked(many: Scene, as_user: Any) -> None:
    page = as_user(many.teacher).get(desk_url(many, f"?g={many.works[0]}")).text
    assert re.search(r'<mark class="zk-span" data-k="1">没有投诉不等于客户满意</mark><sup', page)


def test_answers_on_the_desk_are_shown_as_text(scene: Scene, as_user: Any) -> None:
    client = as_user(scene.teacher)
    pages = "".join(client.get(desk_url(scene, f"?g={work}")).text for work in scene.works)
    assert "<script>alert" not in pages
    assert "&lt;script&gt;" in pages


def test_groups_cost_no_statement(many: Scene, make: Any, as_user: Any, count_sql: Any, version: Any) -> None:  # fmt: skip
    client = as_user(many.teacher)
    client.get(desk_url(many))
    with count_sql() as few:
        client.get(desk_url(many))
    learners = [make.student(many.class_) for _ in range(40)]
    answers = [f"第 {n} 份：不投诉不等于满意，{n % 7} 成客户走了。" for n in range(40)]
    add_part(many.essays, many.class_, version, list(zip(learners, answers, strict=True)))
    with count_sql() as most:
        client.get(desk_url(many))
    assert len(most) == len(few)


@pytest.mark.parametrize("text", ["", " ", "a" * 20_000, "😀" * 50, "\u202eabc", "<b>" * 200, "\x07响铃"])  # fmt: skip
def test_strange_answers_have_a_desk_too(
    scene: Scene, version: Any, as_user: Any, text: str
) -> None:
    add_part(scene.essays, scene.class_, version, [(scene.students[0], text)])
    assert as_user(scene.teacher).get(desk_url(scene)).status_code == 200


def test_markers_at_the_same_time_are_led_to_different_groups(
    many: Scene, make: Any, as_user: Any, clock: Any
) -> None:
    other = make.user("助教")
    make.enrol(other, many.class_, Role.ASSISTANT)
    first = desk_of(many).groups[0]
    works = [str(row.response.work_id) for row in first.rows]
    mine, theirs = as_user(many.teacher), as_user(other)
    assert mine.post(desk_url(many, "/claim"), data={"work": works}).json == {"taken": False}
    assert f'name="seen-{first.id}"' not in theirs.get(desk_url(many)).text
    assert "别人在批" in theirs.get(desk_url(many)).text
    assert theirs.post(desk_url(many, "/claim"), data={"work": works}).json == {"taken": True}
    clock.move(minutes=2)
    assert f'name="seen-{first.id}"' in theirs.get(desk_url(many)).text


def test_a_claim_names_answers_of_this_question_only(many: Scene, as_user: Any) -> None:
    answer = as_user(many.teacher).post(desk_url(many, "/claim"), data={"work": ["9999999", "x"]})
    assert answer.json == {"taken": False}


def test_each_key_point_shows_the_words_it_was_found_in(many: Scene, as_user: Any) -> None:
    page = as_user(many.teacher).get(desk_url(many, f"?g={many.works[0]}")).text
    under = re.findall(r'class="zk-rub__w"[^>]*>([^<]*)<', page)
    assert under == ["“没有投诉不等于客户满意”", "“多数不满的客户沉默地离开”"]


def test_key_points_worth_other_marks_than_the_question_say_so(many: Scene, as_user: Any) -> None:
    client = as_user(many.teacher)
    assert "按比例折算" not in client.get(desk_url(many)).text
    part = many.essays.parts[7]
    summary = replace(part.summary, points=Decimal(10))
    many.essays.parts[7] = replace(part, summary=summary)
    assert "采分点合计 6 分，按比例折算成 10 分" in client.get(desk_url(many)).text


def test_who_marked_in_another_window_is_told_that_it_was_them(many: Scene, as_user: Any) -> None:
    client, work = as_user(many.teacher), many.works[2]
    client.post(desk_url(many), data=filled([work], "2", "4"))
    page = client.post(desk_url(many), data=filled([work], "0", "0"))
    assert page.status_code == 409
    assert "你刚刚批过（可能在另一个窗口），现在是 6 分" in page.text
    again = client.post(desk_url(many), data={f"seen-{work}": "1", "pt-k1": "0", "pt-k2": "0"})
    assert again.status_code == 303  # nothing is ticked any more, so nothing is given
    assert len(history(KIND, work)) == 1


def test_marks_given_one_by_one_keep_the_words_as_well(many: Scene, as_user: Any) -> None:
    work = many.works[0]
    url = f"/classes/{many.class_.public_id}/marking/{KIND}/7"
    data = {f"seen-{work}": "0", f"p-{work}-k1": "2", f"p-{work}-k2": "4"}
    as_user(many.teacher).post(url, data=data)
    event = current_marks(KIND, [work])[work, 7]
    assert [span[0] for span in event.detail["spans"]] == ["k1", "k2"]


def test_no_time_is_told_where_nothing_is_left(scene: Scene, as_user: Any, clock: Any) -> None:
    client = as_user(scene.teacher)
    for work in scene.works:
        clock.move(seconds=20)
        client.post(desk_url(scene), data=filled([work], "0", "2"))
    page = client.get(desk_url(scene)).text
    assert "3 份都批完了" in page
    assert "约还要" not in page


ODD = "有问题也懒得讲，直接换一家。"


def add_answers(many: Scene, make: Any, version: Any, answers: list[str]) -> Scene:
    learners = [make.student(many.class_) for _text in answers]
    many.part = add_part(
        many.essays, many.class_, version, list(zip(learners, answers, strict=True))
    )
    return many


def test_the_same_words_get_the_teachers_points_proposed_with_their_source(
    many: Scene, make: Any, version: Any, as_user: Any
) -> None:
    add_answers(many, make, version, [ODD, "有问题也懒得讲；直接换一家", "客户满意度很重要。"])
    client, works = as_user(many.teacher), many.works
    client.post(desk_url(many), data=filled([works[0]], "0", "3"))
    rows = {row.response.work_id: row for row in desk_of(many).rows}
    same = rows[works[1]].proposal
    assert (str(same.mark), same.sure) == ("3.00", True)
    assert same.learned.numbers == (rows[works[0]].number,)
    assert rows[works[2]].proposal.learned is None
    page = client.get(desk_url(many, f"?g={works[1]}")).text
    assert f"与第 {rows[works[0]].number} 份用字相同，照老师给那一份的分" in page
    client.post(desk_url(many), data=filled([works[1]], "0", "3"))
    detail = current_marks(KIND, works)[works[1], 7].detail
    assert detail["learned"] == {"same": True, "from": [rows[works[0]].number]}
    assert detail["proposed"] == "3"


def test_the_nearest_are_asked_after_twenty_and_only_where_that_helps(
    many: Scene, make: Any, version: Any, as_user: Any, clock: Any
) -> None:
    # The engine finds nothing in it.
    odd = "遇事闷在肚子里，悄悄另投别处"
    texts = [f"{odd}，情形{n}" for n in "一二三四五六七八九十甲乙丙丁戊己庚辛壬癸"]
    add_answers(many, make, version, [*texts, f"{odd}，最后的情形"])
    client, works = as_user(many.teacher), many.works
    client.post(desk_url(many), data=filled(works[:19], "0", "4"))
    assert desk_of(many).lesson is None
    clock.move(minutes=1)
    client.post(desk_url(many), data=filled([works[19]], "0", "4"))
    desk = desk_of(many)
    last = next(row for row in desk.rows if row.response.work_id == works[20])
    assert desk.lesson.after < desk.lesson.before
    assert last.proposal.mark > last.proposal.engine
    assert not last.proposal.sure  # it still comes first, for a person to decide
    page = client.get(desk_url(many)).text
    assert "参考了老师批过的相近的第" in page
    assert "逐份试算的平均误差由" in page


def test_two_who_mark_blindly_are_told_nothing_of_each_other(
    many: Scene, make: Any, version: Any, as_user: Any
) -> None:
    add_answers(many, make, version, [ODD, ODD])
    works = many.works
    as_user(many.teacher).post(desk_url(many), data=filled([works[0]], "0", "3"))
    part = many.essays.parts[7]
    many.essays.parts[7] = replace(part, plan=GradingPlan(double=True))
    assert all(row.proposal.learned is None for row in desk_of(many).rows)
