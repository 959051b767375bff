"""The pages of cases: what they show in each state, and what they never send."""

from __future__ import annotations

import re
from typing import Any

import pytest

from app.cases.domain.case import Opens
from app.cases.domain.reveal import Rule
from app.cases.models import CaseOpening, CaseWork
from app.extensions import db
from tests.cases.conftest import FORM, GOOD, SECRETS, TURNS, Room, found


def seen(page: str) -> dict[str, str]:
    """The hidden inputs that say which revision the page shows."""
    return dict(re.findall(r'name="(seen-\w+)" value="(\d+)"', page))


def url(opening: CaseOpening, rest: str = "") -> str:
    return f"/class-cases/{opening.public_id}{rest}"


# ── alone ──


def test_a_visitor_reads_the_first_part_and_nothing_of_what_comes(client: Any, shelf: str) -> None:
    page = client.get(f"/cases/{shelf}")
    assert page.status_code == 200
    assert "起初。" in page.text
    assert found(page.text) == set()
    assert "小案例" in client.get("/cases").text


def test_a_visitor_answers_and_then_sees_keys_of_that_part_alone(client: Any, shelf: str) -> None:
    answer = client.post(f"/cases/{shelf}/parts/a", data=FORM | {"act": "commit"})
    assert answer.status_code == 302
    page = client.get(f"/cases/{shelf}").text
    assert "后来。" in page
    assert "引擎认为" in page
    assert found(page) == set(SECRETS) - {"note", "rewrite", "key point", "variant", "talk"}


def test_blanks_are_told_before_anything_is_final(client: Any, shelf: str) -> None:
    form = FORM | {"act": "commit", "q-a2": ""}
    told = client.post(f"/cases/{shelf}/parts/a", data=form)
    assert told.status_code == 422
    assert "第 2 题还没有答完" in told.text
    assert "值得办。" in told.text
    assert found(told.text) == set()
    assert client.post(f"/cases/{shelf}/parts/a", data=form | {"sure": "1"}).status_code == 302
    assert "后来。" in client.get(f"/cases/{shelf}").text


def test_a_shut_part_is_no_address(client: Any, shelf: str) -> None:
    assert client.post(f"/cases/{shelf}/parts/b", data={"act": "commit"}).status_code == 404
    assert client.post(f"/cases/{shelf}/parts/b/draft", data={}).status_code == 404
    assert client.get("/cases/none").status_code == 404


def test_bad_input_keeps_what_was_typed_and_changes_nothing(client: Any, shelf: str) -> None:
    long = "长" * 5001
    told = client.post(f"/cases/{shelf}/parts/a", data=FORM | {"q-a2": long, "act": "save"})
    assert told.status_code == 422
    assert "最多 5000 个字" in told.text
    assert long in told.text
    strange = client.post(f"/cases/{shelf}/parts/a", data=FORM | {"q-a1": "zz", "act": "save"})
    assert strange.status_code == 422


def test_the_list_is_filtered(client: Any, shelf: str) -> None:
    assert "小案例" in client.get("/cases?chapter=ch01&kind=story").text
    assert "没有这样的案例" in client.get("/cases?kind=data").text


# ── drafts ──


def test_a_draft_is_called_saved_only_with_its_revision(client: Any, shelf: str) -> None:
    told = client.post(f"/cases/{shelf}/parts/a/draft", data={"q-a1": "x", "seen-a1": "0"})
    assert told.json["saved"] == {"a1": 1}
    assert told.json["at"]
    again = client.post(f"/cases/{shelf}/parts/a/draft", data={"q-a1": "y", "seen-a1": "0"})
    assert again.status_code == 409
    assert again.json["conflicts"] == ["a1"]
    assert "已保存" in client.get(f"/cases/{shelf}").text


def test_a_draft_after_handing_in_is_refused_in_words(client: Any, shelf: str) -> None:
    client.post(f"/cases/{shelf}/parts/a", data=FORM | {"act": "commit"})
    told = client.post(
        f"/cases/{shelf}/parts/a/draft",
        data={"q-a1": "y", "seen-a1": "1"},
        headers={"Accept": "application/json"},
    )
    assert told.status_code == 409
    assert "不能再改" in told.json["error"]


def test_a_conflict_of_the_form_shows_both_and_loses_neither(client: Any, shelf: str) -> None:
    client.post(f"/cases/{shelf}/parts/a/draft", data={"q-a2": "那边写的", "seen-a2": "0"})
    told = client.post(f"/cases/{shelf}/parts/a", data=FORM | {"act": "commit"})
    assert told.status_code == 409
    assert "那边写的" in told.text
    assert "因为有因" in told.text
    now = seen(told.text)
    assert now["seen-a2"] == "1"
    assert (
        client.post(f"/cases/{shelf}/parts/a", data=FORM | now | {"act": "commit"}).status_code
        == 302
    )


# ── in a class ──


@pytest.mark.parametrize("rule", [Rule(Opens.ANSWER), Rule(Opens.STAFF)])
def test_no_page_of_a_student_runs_ahead(room: Room, as_user: Any, rule: Rule) -> None:
    """Every page and reply of each state before release, searched for every secret."""
    opening = room.open(rules={"b": rule})
    me = room.students[0]
    client = as_user(me)
    assert found(client.get(url(opening)).text) == set()
    draft = client.post(url(opening, "/parts/a/draft"), data={"q-a1": "x", "seen-a1": "0"})
    assert found(draft.text) == set()
    form = FORM | {"seen-a1": "1", "act": "commit"}
    assert found(client.post(url(opening, "/parts/a"), data=form | {"q-a2": ""}).text) == set()
    client.post(url(opening, "/parts/a"), data=form)
    later = {"later title", "later text", "later turn", "late fact", "late doubt"}
    page = client.get(url(opening)).text
    assert found(page) == (later if rule.opens is Opens.ANSWER else set())
    if rule.opens is Opens.STAFF:
        as_user(room.teacher).post(url(opening, "/open-part"), data={"part": "b"})
        assert found(client.get(url(opening)).text) == later
    # The staff's pages are none of theirs.
    for rest in ("/manage", "/full", "/screen", "/screen/counts", "/settings"):
        assert client.get(url(opening, rest)).status_code in (403, 404)


def test_keys_and_marks_come_with_the_release(room: Room, as_user: Any) -> None:
    opening = room.open()
    me = room.students[0]
    room.commit(me, **GOOD)
    room.commit(me, "b", b1=TURNS)
    teacher, client = as_user(room.teacher), as_user(me)
    work = db.session.query(CaseWork).one()
    refused = teacher.post(url(opening, "/release"))
    assert refused.status_code == 409
    marked = teacher.post(
        f"/case-works/{work.public_id}",
        data={"points-4": "3", "seen-4": "0", "comment-4": "好", "act": "confirm"},
    )
    assert marked.status_code == 302
    assert 'id="marks"' not in client.get(url(opening)).text
    assert teacher.post(url(opening, "/release")).status_code == 302
    page = client.get(url(opening)).text
    assert 'id="marks"' in page
    assert found(page) >= {"why", "model", "explanation", "level", "rewrite"}
    assert "note" not in found(page)
    assert "老师已定" in page


def test_a_wrong_mark_keeps_what_was_typed(room: Room, as_user: Any) -> None:
    room.open()
    room.commit(room.students[0], **GOOD)
    work = db.session.query(CaseWork).one()
    told = as_user(room.teacher).post(
        f"/case-works/{work.public_id}",
        data={"points-4": "9", "seen-4": "0", "comment-4": "写得不错", "act": "save"},
    )
    assert told.status_code == 422
    assert "写得不错" in told.text
    over = as_user(room.teacher).post(
        f"/case-works/{work.public_id}", data={"points-1": "1", "seen-1": "1", "act": "save"}
    )
    assert over.status_code == 422
    assert "请写明理由" in over.text


def test_only_the_class_gets_in(room: Room, as_user: Any) -> None:
    opening = room.open()
    stranger = as_user(room.make.user())
    assert stranger.get(url(opening)).status_code in (403, 404)
    assert as_user(room.teacher).get(url(opening)).status_code in (403, 404)
    assert as_user(None).get(url(opening)).status_code == 302
    as_user(room.teacher).post(url(opening, "/withdraw"))
    assert as_user(room.students[0]).get(url(opening)).status_code == 404


def test_a_teacher_opens_a_case_for_the_class(
    room: Room, as_user: Any, shelf: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    from app.cases import manage, texts
    from tests.cases.conftest import TEXT

    monkeypatch.setattr(manage, "shipped_cases", lambda: {shelf: texts.parse_case(TEXT)})
    monkeypatch.setattr(manage, "shipped_text", lambda _id: TEXT)
    client, home = as_user(room.teacher), f"/classes/{room.class_.public_id}/cases"
    assert "还没有布置案例" in client.get(home).text
    assert "小案例" in client.get(f"{home}/new").text
    assert "第 2 部分" in client.get(f"{home}/new?case={shelf}").text
    form = {"case": shelf, "title": "第一次案例", "category": "0", "opens_2": "date"}
    told = client.post(f"{home}/new", data=form)
    assert told.status_code == 422
    assert "请填开放的时间" in told.text
    made = client.post(f"{home}/new", data=form | {"opens_2": "staff"})
    assert made.status_code == 302
    assert "第一次案例" in client.get(home).text
    assert "第一次案例" in as_user(room.students[0]).get("/cases").text
    whole = client.get(f"/cases/{shelf}/teacher").text
    assert found(whole) == set(SECRETS) - {"key point", "variant"}
    assert as_user(room.students[0]).get(f"/cases/{shelf}/teacher").status_code == 403


def test_the_screen_counts_without_names(room: Room, as_user: Any) -> None:
    opening = room.open()
    for student in room.students[:3]:
        room.commit(student, **GOOD)
    room.save(room.students[3], a1="y")
    client = as_user(room.teacher)
    page = client.get(url(opening, "/screen")).text
    assert not any(student.name in page for student in room.students)
    # Somebody has not read part b yet, so the screen does not either.
    assert found(page) == set()
    counts = client.get(url(opening, "/screen/counts")).json["parts"]
    assert [(part["handed_in"], part["begun"]) for part in counts] == [(3, 4)]
    assert counts[0]["questions"][0] == {"id": "a1", "answered": 3, "counts": [3, 0]}


def test_pages_cost_the_same_however_many_work(room: Room, as_user: Any, count_sql: Any) -> None:
    opening = room.open()
    teacher = as_user(room.teacher)
    pages = [
        url(opening, "/manage"),
        url(opening, "/screen"),
        f"/classes/{room.class_.public_id}/cases",
    ]

    def cost() -> list[int]:
        found = []
        for page in pages:
            db.session.expunge_all()
            with count_sql() as statements:
                assert teacher.get(page).status_code == 200
            found.append(len(statements))
        return found

    room.commit(room.students[0], **GOOD)
    few = cost()
    opening = room.openings[0] = db.session.merge(room.openings[0])
    for student in room.students[1:]:
        room.commit(student, **GOOD)
    assert cost() == few
    assert max(few) <= 30


def test_a_students_pages_cost_the_same_however_many_take_part(
    room: Room, as_user: Any, count_sql: Any
) -> None:
    opening = room.open()
    teacher, client = as_user(room.teacher), as_user(room.students[0])

    def work(students: list[Any]) -> None:
        for student in students:
            room.commit(student, **GOOD)
            room.commit(student, "b", b1=TURNS)
            as_user(student).post(url(opening, "/posts"), data={"topic": "a:0", "text": "批注"})

    def cost() -> dict[str, int]:
        found = {}
        for page in ("/cases", url(opening), url(opening, "/notes"), url(opening, "/talk")):
            db.session.expunge_all()
            with count_sql() as statements:
                assert client.get(page).status_code == 200
            found[page] = len(statements)
        room.openings[0] = db.session.merge(room.openings[0])
        return found

    work(room.students[:1])
    teacher.post(url(opening, "/talk/state"), data={"act": "open"})
    few = cost()
    work(room.students[1:])
    assert cost() == few
    assert max(few.values()) <= 30


def test_the_librarys_copy_is_closed_to_those_who_are_to_do_it_in_class(
    room: Room, as_user: Any, shelf: str
) -> None:
    opening = room.open()
    client = as_user(room.students[0])
    away = client.get(f"/cases/{shelf}")
    assert away.status_code == 302
    assert away.headers["Location"].endswith(url(opening))
    for rest in ("/parts/a", "/parts/a/draft", "/again"):
        assert client.post(f"/cases/{shelf}{rest}", data=FORM).status_code == 409
    assert as_user(room.make.user()).get(f"/cases/{shelf}").status_code == 200
    as_user(room.teacher).post(url(opening, "/withdraw"))
    assert client.get(f"/cases/{shelf}").status_code == 200
