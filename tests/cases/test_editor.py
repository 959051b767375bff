"""Writing cases: by form and as text, checked by place, version by version, given to a class."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest

from app.cases import own as owning
from app.cases.draft_fields import from_fields, to_fields
from app.cases.drafting import BLANK, check_text, read_data, write_data
from app.cases.own import ChangedMeanwhile
from app.cases.talk_models import OwnCase, OwnCaseVersion
from app.cases.texts import shipped_cases, shipped_text
from app.extensions import db
from tests.cases.conftest import TEXT, Room


def test_the_blank_case_is_sound(app: Any) -> None:
    with app.app_context():
        assert check_text(BLANK).problems == ()


def test_every_case_of_the_course_goes_through_the_form_unchanged(app: Any) -> None:
    with app.app_context():
        assert shipped_cases()
        for case_id, case in shipped_cases().items():
            text = shipped_text(case_id)
            assert text is not None
            data = read_data(text)
            assert data is not None
            made = write_data(from_fields(to_fields(data), data))
            checked = check_text(made)
            assert checked.problems == (), case_id
            assert checked.case is not None
            assert _plain(checked.case) == _plain(case), case_id


def _plain(case: Any) -> str:
    """A case as text, without ends of lines and spaces, which a form may trim."""
    return re.sub(r"\\n|\s", "", repr(case))


@pytest.mark.parametrize(
    ("change", "place", "message"),
    [
        (("points: 4\n        options", "points: 5\n        options"), "rubric", "5"),
        (("kind: story", "kind: poem"), "kind", ""),
        (("title: 后来\n", "title: 后来\n    tilte: 错\n"), "tilte", ""),
        (("[ch01]", "[ch77]"), "chapters", "ch77"),
        (("id: case-mine", "id: [case"), "", "YAML"),
    ],
)
def test_problems_are_told_by_place(
    app: Any, change: tuple[str, str], place: str, message: str
) -> None:
    assert change[0] in BLANK
    with app.app_context():
        checked = check_text(BLANK.replace(*change))
    assert not checked.sound
    assert any(place in one.field and message in one.message for one in checked.problems), [
        str(one) for one in checked.problems
    ]


@pytest.mark.both_engines
def test_versions_are_kept_and_a_stale_one_is_refused(room: Room) -> None:
    me = room.teacher.id
    own = owning.begin(me, None, room.clock())
    assert owning.store(own.id, BLANK, 1, me, room.clock()).sound
    assert own.version == 1  # nothing was changed
    broken = BLANK.replace("kind: story", "kind: poem")
    assert not owning.store(own.id, broken, 1, me, room.clock()).sound
    with pytest.raises(ChangedMeanwhile):
        owning.store(own.id, BLANK.replace("故事从这里", "另一个"), 1, me, room.clock())
    held = db.session.get_one(OwnCase, own.id)
    assert [(one.number, one.sound) for one in owning.list_versions(held)] == [
        (2, False),
        (1, True),
    ]
    assert owning.sound_text(held) == BLANK
    assert not owning.list_own(me)[0].newest_sound


def inputs(page: str) -> dict[str, str]:
    """What a browser would send of the editor's form: texts, areas and chosen options."""
    form = page.split("data-unsaved>")[1].split("</form>")[0]
    found = {
        name: unescape(value)
        for name, value in re.findall(r'<input[^>]*name="([^"]+)"[^>]*value="([^"]*)"', form)
        if not name.startswith(("drop-", "add-"))
    }
    for name, value in re.findall(
        r'<textarea[^>]*name="([^"]+)"[^>]*>\n?(.*?)</textarea>', form, re.DOTALL
    ):
        found[name] = unescape(value)
    for name, body in re.findall(
        r'<select[^>]*name="([^"]+)"[^>]*>(.*?)</select>', form, re.DOTALL
    ):
        chosen = re.search(r'value="([^"]*)" selected', body)
        found[name] = chosen[1] if chosen else ""
    return found


def test_a_case_is_written_by_form_and_given_to_a_class(room: Room, as_user: Any) -> None:
    client = as_user(room.teacher)
    assert "你还没有写案例" in client.get("/my-cases").text
    edit = client.post("/my-cases/new").headers["Location"]
    form = inputs(client.get(edit).text)
    form |= {"title": "我的案例", "add-q-0": "choice", "add-part": "1", "summary": "改过的一句话。"}
    assert client.post(edit, data=form).status_code == 302
    own = db.session.query(OwnCase).one()
    checked = check_text(owning.get_version(own).text)
    assert checked.case is not None, checked.problems
    assert checked.case.title == "我的案例"
    assert [part.id for part in checked.case.parts] == ["a", "b", "c"]
    assert [one.id for one in checked.case.questions] == ["a1", "a2", "b1", "c1"]
    assert [one.right for one in checked.case.question("a2").options] == [True, False]  # type: ignore[union-attr]
    home = f"/classes/{room.class_.public_id}/cases"
    assert "我的案例" in client.get(f"{home}/new").text
    made = client.post(
        f"{home}/new",
        data={
            "case": own.public_id, "title": "我的案例", "category": "0", "opens_2": "answer",
            "opens_3": "staff",
        },
    )  # fmt: skip
    assert made.status_code == 302
    assert "我的案例" in as_user(room.students[0]).get("/cases").text
    # What is changed later changes nothing for the class.
    text = owning.get_version(own).text.replace("故事从这里开始", "全改了")
    client.post(edit, data={"view": "text", "seen": str(own.version), "text": text})
    opening = re.search(r"/class-cases/(\w+)/manage", made.headers["Location"])
    assert opening is not None
    page = as_user(room.students[0]).get(f"/class-cases/{opening[1]}").text
    assert "故事从这里开始" in page


def test_problems_and_what_was_typed_are_shown(room: Room, as_user: Any) -> None:
    client = as_user(room.teacher)
    edit = client.post("/my-cases/new").headers["Location"]
    form = inputs(client.get(edit).text) | {"q-0-0-points": "九分", "minutes": "1"}
    assert client.post(edit, data=form).status_code == 302
    page = client.get(edit).text
    assert "九分" in page
    assert "minutes" in page
    assert "布置时用前一版" in client.get("/my-cases").text
    broken = client.post(edit, data={"view": "text", "seen": "2", "text": "id: [坏"})
    assert broken.status_code == 302
    page = client.get(edit).text
    assert "YAML" in page
    assert "id: [坏" in page
    stale = client.post(edit, data={"view": "text", "seen": "1", "text": "id: 晚了"})
    assert stale.status_code == 409
    assert "id: 晚了" in stale.text
    assert "还不能预览" not in client.get(f"{edit}/preview").text  # the first version is sound


def test_a_preview_runs_as_a_student_would(room: Room, as_user: Any) -> None:
    client = as_user(room.teacher)
    made = owning.begin(room.teacher.id, TEXT, room.clock())
    address = f"/my-cases/{made.public_id}"
    assert "后来。" not in client.get(f"{address}/preview").text
    assert "后来。" in client.get(f"{address}/preview?parts=1").text
    assert "存草稿" not in client.get(f"{address}/preview").text
    assert client.get(f"{address}/versions").status_code == 200
    assert client.get(f"{address}?version=9").status_code == 404


def test_another_instructors_case_is_not_there(room: Room, as_user: Any) -> None:
    made = owning.begin(room.teacher.id, None, room.clock())
    other = as_user(room.make.instructor(room.make.class_("别的班")))
    for method, rest in (("get", ""), ("post", ""), ("get", "/preview"), ("get", "/versions"),
                         ("post", "/copy"), ("post", "/put-away")):  # fmt: skip
        answer = getattr(other, method)(f"/my-cases/{made.public_id}{rest}")
        assert answer.status_code == 404, rest
    assert as_user(room.students[0]).get("/my-cases").status_code == 403
    assert as_user(room.teacher).post(f"/my-cases/{made.public_id}/put-away").status_code == 302
    assert db.session.query(OwnCaseVersion).count() == 1
