"""A class's own synonyms: kept, taken back, tried on open answers, and what they cost."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import select

from app.authz.permissions import Role
from app.bank.domain.items import KeyPoint
from app.marking import word_groups
from app.marking.desk import open_desk
from app.marking.desk_models import MarkingRubric, WordGroup
from app.marking.domain.machine import ENGINE
from app.marking.ledger import NewMark, current_marks, history, record_marks
from app.marking.service import find_part
from app.marking.word_effects import weigh
from app.marking.word_groups import GroupRefused, GroupsChanged
from tests.marking.conftest import KIND, Scene, add_part

BRINGS = (KeyPoint(id="k1", text="老客户带来新客户", points=Decimal(4)),)
SAID = "老客户带来萌新"
PAIR = ["新客户", "萌新"]
TEXT = "新客户\n萌新"


@pytest.fixture
def told(scene: Scene, version: Any) -> Scene:
    """Three answers to one question, of which the second says it in words of this class."""
    answers: list[tuple[Any, Any]] = list(
        zip(scene.students, ["老客户带来新客户。", SAID, "不知道"], strict=True)
    )
    scene.part = add_part(
        scene.essays, scene.class_, version, answers,
        points=Decimal(4), key_points=BRINGS, title="老客户有什么作用",
    )  # fmt: skip
    return scene


def url(scene: Scene, more: str = "") -> str:
    return f"/classes/{scene.class_.public_id}/words{more}"


def proposed(scene: Scene, part_id: int = 7, class_id: int = 0) -> dict[str, Any]:
    part = find_part(class_id or scene.class_.id, KIND, part_id)
    assert part is not None
    return {row.text: row.proposal and row.proposal.mark for row in open_desk(part).rows}


def keep(scene: Scene, words: list[str], clock: Any, seen: int = 0, class_id: int = 0) -> WordGroup:
    class_id = class_id or scene.class_.id
    word_groups.add_groups(class_id, [words], seen, scene.teacher.id, clock())
    return word_groups.load_groups(class_id).standing[0].step


def by_engine(scene: Scene, at: Any, mark: str = "2") -> int:
    """Let the engine have marked the answer in words of the class; returns its work."""
    response = scene.part.responses[1]
    detail = {"points": {"k1": mark}}
    record_marks(
        [
            NewMark(
                work_kind=KIND, work_id=response.work_id, part_id=7, class_id=scene.class_.id,
                learner_id=response.learner_id, version_id=scene.part.version_id, old=None,
                new=Decimal(mark), max=Decimal(4), correctness=Decimal("0.5"), author_id=None,
                rule=ENGINE, reason="", detail=detail, seen=0,
            )
        ],
        at,
    )  # fmt: skip
    return response.work_id


def test_a_group_changes_what_is_proposed_in_its_class_alone(
    told: Scene, make: Any, version: Any, clock: Any
) -> None:
    other = make.class_("工商 2302 班")
    learner = make.student(other, name="别班的人")
    add_part(
        told.essays, other, version, [(learner, SAID)],
        part_id=8, points=Decimal(4), key_points=BRINGS, title="老客户有什么作用",
    )  # fmt: skip
    assert proposed(told)[SAID] == Decimal(2)
    keep(told, PAIR, clock)
    assert proposed(told) == {"老客户带来新客户。": Decimal(4), SAID: Decimal(4), "不知道": 0}
    assert proposed(told, 8, other.id) == {SAID: Decimal(2)}


def test_a_group_that_is_taken_back_holds_no_more_and_stays_on_record(
    told: Scene, make: Any, clock: Any
) -> None:
    colleague = make.instructor(told.class_)
    added = keep(told, PAIR, clock)
    clock.move(minutes=3)
    word_groups.take_back(told.class_.id, added.number, 1, colleague.id, clock())
    assert proposed(told)[SAID] == Decimal(2)
    groups = word_groups.load_groups(told.class_.id)
    assert (groups.version, groups.standing, groups.layer) == (2, [], None)
    (gone,) = groups.gone
    assert (gone.words, gone.step.author_id) == (PAIR, told.teacher.id)
    assert gone.gone is not None
    assert (gone.gone.author, gone.gone.created_at) == (colleague, clock())
    again = keep(told, PAIR, clock, seen=2)
    assert again.number == 3
    assert proposed(told)[SAID] == Decimal(4)


@pytest.mark.both_engines
def test_who_comes_second_stores_nothing(told: Scene, clock: Any, db: Any) -> None:
    keep(told, PAIR, clock)
    with pytest.raises(GroupsChanged):
        keep(told, ["口碑", "风评传"], clock)
    with pytest.raises(GroupsChanged):
        word_groups.take_back(told.class_.id, 1, 0, told.teacher.id, clock())
    with pytest.raises(GroupRefused):
        word_groups.take_back(told.class_.id, 2, 1, told.teacher.id, clock())
    word_groups.take_back(told.class_.id, 1, 1, told.teacher.id, clock())
    with pytest.raises(GroupRefused):
        word_groups.take_back(told.class_.id, 1, 2, told.teacher.id, clock())
    rows = db.session.execute(select(WordGroup.number, WordGroup.undoes).order_by(WordGroup.number))
    assert list(rows) == [(1, None), (2, 1)]


@pytest.mark.both_engines
def test_two_at_the_same_moment_notice_each_other(
    told: Scene, clock: Any, db: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep(told, PAIR, clock)
    stale = word_groups.Groups(listed=[], version=0)
    monkeypatch.setattr(word_groups, "load_groups", lambda _class_id: stale)
    with pytest.raises(GroupsChanged):
        keep(told, ["口碑", "风评传"], clock)
    assert len(list(db.session.scalars(select(WordGroup)))) == 1


def test_what_cannot_be_a_group_is_not_kept_by_the_service_either(told: Scene, clock: Any) -> None:
    with pytest.raises(GroupRefused):
        keep(told, ["新客户", "老客户"], clock)
    assert word_groups.load_layer(told.class_.id) is None


def test_a_class_has_so_many_groups_at_most(
    told: Scene, clock: Any, as_user: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(word_groups, "MOST_GROUPS", 1)
    keep(told, PAIR, clock)
    with pytest.raises(GroupRefused):
        keep(told, ["口碑", "风评传"], clock, seen=1)
    page = as_user(told.teacher).post(url(told), data={"words": "口碑\n风评传"})
    assert page.status_code == 422
    assert "本班已经有 1 组" in page.text


def test_the_preview_names_what_would_change_and_stores_nothing(
    told: Scene, as_user: Any, db: Any
) -> None:
    page = as_user(told.teacher).post(url(told), data={"words": " 新客户\n\n萌新 "})
    assert page.status_code == 200
    assert "新客户 ＝ 萌新" in page.text
    assert "1 份的建议会变" in page.text
    assert "建议 2 → 4 分" in page.text
    assert "还没有批" in page.text
    assert db.session.scalar(select(WordGroup)) is None


def test_a_group_is_kept_listed_and_taken_back_by_hand(told: Scene, as_user: Any) -> None:
    client = as_user(told.teacher)
    answer = client.post(url(told, "/take"), data={"words": TEXT, "seen": "0"})
    assert (answer.status_code, answer.location) == (303, url(told))
    page = client.get(url(told)).text
    assert "已存下 1 组。以后的建议都认得。" in page
    assert "新客户 ＝ 萌新" in page
    assert f"{told.teacher.name} 加" in page
    looked = client.post(url(told), data={"undo": "1"})
    assert "撤销这一组吗" in looked.text
    assert "建议 4 → 2 分" in looked.text
    client.post(url(told, "/take"), data={"undo": "1", "seen": "1"})
    page = client.get(url(told)).text
    assert "撤销过的（1 组）" in page
    assert f"{told.teacher.name} 撤销" in page
    assert proposed(told)[SAID] == Decimal(2)
    back = client.post(url(told), data={"words": TEXT})  # 再加回来
    assert "这几个说法算一个意思吗" in back.text
    gone = client.post(url(told, "/take"), data={"undo": "1", "seen": "2"})
    assert gone.status_code == 422
    assert "这一组没有，或已经撤销了。" in gone.text


def test_what_is_wrong_is_told_by_line_and_what_was_typed_stays(
    told: Scene, as_user: Any, clock: Any
) -> None:
    keep(told, PAIR, clock)
    text = "好\n萌新\n<b>粗</b>的\n不会\n口碑，风评"
    page = as_user(told.teacher).post(url(told), data={"words": text})
    assert page.status_code == 422
    for line in (
        "第 1 行“好”：太短，至少 2 个字",
        "第 2 行“萌新”：已经在“新客户”那一组里了",
        "第 3 行“&lt;b&gt;粗&lt;/b&gt;的”：中间有标点",
        "第 4 行“不会”：这是表示否定或连接的词",
        "第 5 行“口碑，风评”：中间有标点",
    ):
        assert line in page.text
    assert "&lt;b&gt;粗&lt;/b&gt;的\n不会" in page.text
    assert 'aria-invalid="true"' in page.text
    assert 'role="alert"' in page.text


def test_two_senses_of_the_lexicon_are_named_and_opposites_refused(
    told: Scene, as_user: Any
) -> None:
    client = as_user(told.teacher)
    page = client.post(url(told), data={"words": "客户满意\n客户忠诚"})
    assert page.status_code == 200
    assert "课程词库里“客户满意”和“客户忠诚”是两个意思。" in page.text
    page = client.post(url(told), data={"words": "满意\n客户忠诚"})
    assert "课程词库里“满意”指“客户满意”，“客户忠诚”指“客户忠诚”，是两个意思。" in page.text
    page = client.post(url(told), data={"words": "老客户\n新客户"})
    assert page.status_code == 422
    assert "“老客户”和“新客户”意思相反" in page.text
    page = client.post(url(told), data={"words": "老客户\n熟客"})
    assert "本来就算一个意思" in page.text


def test_a_stale_preview_is_shown_anew(told: Scene, as_user: Any, clock: Any) -> None:
    client = as_user(told.teacher)
    keep(told, ["口碑", "风评传"], clock)
    page = client.post(url(told, "/take"), data={"words": TEXT, "seen": "0"})
    assert page.status_code == 409
    assert "别人刚刚也改了本班的同义词" in page.text
    assert 'name="seen" value="1"' in page.text
    assert len(word_groups.load_groups(told.class_.id).standing) == 1


def test_marks_of_people_are_not_looked_at_and_those_of_the_engine_follow_where_ticked(
    told: Scene, as_user: Any, clock: Any, db: Any
) -> None:
    work = by_engine(told, clock())
    db.session.commit()
    client = as_user(told.teacher)
    page = client.post(url(told), data={"words": TEXT}).text
    assert "系统已记 2 分，改成 4 分" in page
    (name,) = re.findall(r'name="follow" value="([^"]+)"', page)
    clock.move(minutes=1)
    data = {"words": TEXT, "seen": "0", "follow": [name, "7-99999"]}
    told_then = client.post(url(told, "/take"), data=data, follow_redirects=True).text
    assert "改了 1 份的分数。" in told_then
    assert "有 1 份刚刚有人批过或改过，没有动。" in told_then
    mark = current_marks(KIND, [work])[work, 7]
    assert (mark.new, mark.author_id, mark.by_hand) == (Decimal(4), told.teacher.id, True)
    assert len(history(KIND, work)) == 2
    # Now a person marked it: nothing of it is asked or changed any more.
    assert "系统已记" not in client.post(url(told), data={"undo": "1"}).text


def test_marks_of_the_engine_stay_where_nothing_is_ticked(
    told: Scene, as_user: Any, clock: Any, db: Any
) -> None:
    work = by_engine(told, clock())
    db.session.commit()
    as_user(told.teacher).post(url(told, "/take"), data={"words": TEXT, "seen": "0"})
    assert current_marks(KIND, [work])[work, 7].new == Decimal(2)


def test_only_answers_that_meet_a_word_are_read(told: Scene) -> None:
    class_id = told.class_.id
    layer = word_groups.layer_of([("口碑", "风评传")])
    assert weigh(class_id, None, layer).read == 0
    layer = word_groups.layer_of([PAIR])
    assert weigh(class_id, None, layer).read == 3  # the question itself says 新客户
    assert weigh(class_id, layer, layer).read == 0


def test_too_many_answers_are_told(told: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.marking.word_effects.MOST_READ", 2)
    effect = weigh(told.class_.id, None, word_groups.layer_of([PAIR]))
    assert (effect.read, effect.unread) == (2, 1)


def test_a_question_with_lines_of_its_own_is_left_out(told: Scene, clock: Any, make: Any) -> None:
    lines = [{"id": "l1", "text": "论点清楚", "points": "4"}]
    rubric = MarkingRubric(
        work_kind=KIND, part_id=7, number=1, lines=lines, author_id=told.teacher.id,
        created_at=clock(),
    )  # fmt: skip
    make.add(rubric)
    layer = word_groups.layer_of([PAIR])
    assert weigh(told.class_.id, None, layer).read == 0
    make.add(
        MarkingRubric(
            work_kind=KIND, part_id=7, number=2, lines=[], author_id=told.teacher.id,
            created_at=clock(),
        )
    )  # fmt: skip
    assert weigh(told.class_.id, None, layer).read == 3


def test_groups_are_taken_over_from_another_class_of_ones_own(
    told: Scene, make: Any, as_user: Any, clock: Any
) -> None:
    other, foreign = make.class_("工商 2302 班"), make.class_("工商 2303 班")
    make.enrol(told.teacher, other, Role.INSTRUCTOR)
    stranger = make.instructor(foreign)
    for class_ in (other, foreign):
        for seen, words in enumerate([PAIR, ["口碑", "风评传"], ["街坊", "邻居"]]):
            author = stranger if class_ is foreign else told.teacher
            word_groups.add_groups(class_.id, [words], seen, author.id, clock())
    word_groups.take_back(other.id, 3, 3, told.teacher.id, clock())
    keep(told, ["口碑", "街谈"], clock)
    client = as_user(told.teacher)
    page = client.get(url(told)).text
    assert f'<option value="{other.public_id}"' in page
    assert foreign.public_id not in page
    page = client.post(url(told), data={"from": other.public_id}).text
    assert "把这些同义词拿来吗" in page
    assert "新客户 ＝ 萌新" in page
    assert "口碑" not in page  # stands in a group of this class already
    assert "街坊" not in page  # was taken back there
    assert "1 份的建议会变" in page
    data = {"from": other.public_id, "seen": "1", "source_seen": "4"}
    stale = client.post(url(told, "/take"), data=data | {"source_seen": "3"})
    assert stale.status_code == 409
    assert client.post(url(told, "/take"), data=data).status_code == 303
    held = word_groups.load_groups(told.class_.id).standing
    assert [one.words for one in held] == [PAIR, ["口碑", "街谈"]]
    assert "那个班没有本班还能加的" in client.post(url(told), data={"from": other.public_id}).text
    for path in ("", "/take"):
        refused = client.post(url(told, path), data={"from": foreign.public_id, "seen": "2"})
        assert refused.status_code in (403, 404)


def test_groups_are_added_all_or_none(told: Scene, clock: Any) -> None:
    author = told.teacher.id
    with pytest.raises(GroupRefused):
        word_groups.add_groups(told.class_.id, [PAIR, ["好", "坏"]], 0, author, clock())
    assert word_groups.load_groups(told.class_.id).version == 0


def test_assistants_read_the_list_and_change_nothing(
    told: Scene, make: Any, as_user: Any, clock: Any
) -> None:
    assistant = make.user("助教")
    make.enrol(assistant, told.class_, Role.ASSISTANT)
    client = as_user(assistant)
    assert "由本班的教师来加" in client.get(url(told)).text
    keep(told, PAIR, clock)
    page = client.get(url(told)).text
    assert "新客户 ＝ 萌新" in page
    assert "<textarea" not in page
    assert 'name="undo"' not in page
    for data in ({"words": TEXT}, {"undo": "1"}):
        assert client.post(url(told), data=data).status_code == 403
        assert client.post(url(told, "/take"), data=data | {"seen": "1"}).status_code == 403
    assert len(word_groups.load_groups(told.class_.id).standing) == 1


def test_nobody_else_sees_or_changes_them(told: Scene, make: Any, as_user: Any) -> None:
    stranger = make.instructor(make.class_("工商 2302 班"))
    for person in (stranger, told.students[0]):
        client = as_user(person)
        taken = client.post(url(told, "/take"), data={"words": TEXT, "seen": "0"})
        assert {client.get(url(told)).status_code, taken.status_code} <= {403, 404}
    assert word_groups.load_layer(told.class_.id) is None


def test_the_pages_lead_there(told: Scene, as_user: Any) -> None:
    client, class_url = as_user(told.teacher), f"/classes/{told.class_.public_id}"
    link = f'href="{class_url}/words"'
    assert link in client.get(class_url).text
    assert link in client.get(f"{class_url}/marking").text
    assert link in client.get(f"{class_url}/desk/{KIND}/7/phrases").text
    empty = client.get(url(told)).text
    assert "还没有本班的同义词" in empty
    assert "系统就认得，不必一题一题采纳" in empty


def test_it_costs_one_statement_whatever_is_entered(
    told: Scene, make: Any, version: Any, count_sql: Any, clock: Any, as_user: Any
) -> None:
    client = as_user(told.teacher)

    def costs() -> list[int]:
        found = []
        with count_sql() as desk:
            proposed(told)
        for method, data in (("get", None), ("post", {"words": "口碑\n风评传"})):
            with count_sql() as page:
                getattr(client, method)(url(told), data=data)
            found.append(len(page))
        assert sum("word_group" in one for one in desk) == 1
        return [len(desk), *found]

    few = costs()
    seen = 0
    for n in "甲乙丙丁戊己庚辛":
        seen = keep(told, [f"街坊{n}", f"邻居{n}"], clock, seen=seen).number
    word_groups.take_back(told.class_.id, 1, seen, told.teacher.id, clock())
    many = [make.student(told.class_, name=f"学生{n}") for n in range(30)]
    add_part(
        told.essays, told.class_, version, [(one, f"口碑{n}{SAID}") for n, one in enumerate(many)],
        points=Decimal(4), key_points=BRINGS,
    )  # fmt: skip
    assert costs() == few


def test_the_same_groups_are_built_once(told: Scene, clock: Any, monkeypatch: Any) -> None:
    from app.bank import written

    built = []
    real = written.with_layer
    monkeypatch.setattr(
        written, "with_layer", lambda below, layer: (built.append(layer), real(below, layer))[1]
    )
    keep(told, ["新客户", "萌新客官"], clock)
    for _page in range(3):
        proposed(told)
    assert len(built) == 1
    keep(told, ["口碑", "风评传"], clock, seen=1)
    proposed(told)
    assert len(built) == 2


def test_a_wording_of_a_student_is_weighed_with_the_synonyms_of_the_class(
    told: Scene, clock: Any
) -> None:
    keep(told, PAIR, clock)
    part = find_part(told.class_.id, KIND, 7)
    assert part is not None
    desk = open_desk(replace(part))
    assert desk.layer is word_groups.load_layer(told.class_.id)
