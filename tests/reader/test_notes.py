from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select

from app.content.library import Library
from app.learning.models import LessonNote
from app.reader import notes
from tests.builders import Builders

PAGE = "/learn/ch01/s1-1"
NEW = f"{PAGE}/notes"
SCRIPT = {"X-Requested-With": "fetch", "Accept": "application/json"}
EVIL = '"><script>alert(1)</script><img src=x onerror=alert(1)>'


def all_notes(db: Any) -> list[LessonNote]:
    return list(db.session.scalars(select(LessonNote).order_by(LessonNote.id)))


@pytest.mark.both_engines
def test_notes_are_kept_changed_and_deleted(
    db: Any, make: Builders, clock: Any, engine: str
) -> None:
    user, other = make.user(), make.user()
    note = notes.add_note(user.id, "ch01", "s1-1", "记得住", "要背", clock())
    assert [n.text for n in notes.list_notes(user.id, "ch01", "s1-1")] == ["要背"]
    assert notes.list_notes(other.id, "ch01", "s1-1") == []
    assert notes.list_notes(user.id, "ch01", "s1-2") == []
    notes.change_note(note, "不必背", clock.move(minutes=5))
    kept = notes.list_notes(user.id, "ch01", "s1-1")[0]
    assert (kept.text, kept.quote, kept.updated_at) == ("不必背", "记得住", clock())
    notes.delete_note(note)
    assert all_notes(db) == []


def test_a_section_holds_only_so_many(
    db: Any, make: Builders, clock: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(notes, "MOST_IN_SECTION", 1)
    user = make.user()
    notes.add_note(user.id, "ch01", "s1-1", "", "一", clock())
    with pytest.raises(notes.TooManyNotes):
        notes.add_note(user.id, "ch01", "s1-1", "", "二", clock())
    assert len(all_notes(db)) == 1


def test_without_script_a_note_is_a_form(
    db: Any, loaded: Library, make: Builders, as_user: Callable[..., Any]
) -> None:
    client = as_user(make.user())
    answer = client.post(NEW, data={"text": "  两行\n笔记 ", "quote": "  先\n 记住  "})
    note = all_notes(db)[0]
    assert answer.status_code == 303
    assert answer.location == f"{PAGE}#note-{note.public_id}"
    assert (note.text, note.quote) == ("两行\n笔记", "先 记住")
    assert "两行\n笔记" in client.get(PAGE).text
    changed = client.post(f"/notes/{note.public_id}", data={"text": "改过"})
    assert changed.status_code == 303
    assert "改过" in client.get(PAGE).text
    assert client.post(f"/notes/{note.public_id}/delete").status_code == 303
    assert all_notes(db) == []


def test_a_highlight_is_a_quote_without_words(
    db: Any, loaded: Library, make: Builders, as_user: Callable[..., Any]
) -> None:
    client = as_user(make.user())
    answer = client.post(NEW, data={"quote": "先记住", "text": ""}, headers=SCRIPT)
    assert answer.status_code == 201
    assert "<html" not in answer.text
    assert "先记住" in answer.text
    note = all_notes(db)[0]
    client.post(f"/notes/{note.public_id}", data={"text": ""})
    assert all_notes(db)[0].quote == "先记住"


def test_a_note_emptied_of_everything_goes(
    db: Any, loaded: Library, make: Builders, as_user: Callable[..., Any]
) -> None:
    client = as_user(make.user())
    client.post(NEW, data={"text": "一"})
    assert (
        client.post(f"/notes/{all_notes(db)[0].public_id}", data={"text": " "}).status_code == 303
    )
    assert all_notes(db) == []


def test_what_is_wrong_is_said_and_nothing_is_lost(
    db: Any, loaded: Library, make: Builders, as_user: Callable[..., Any]
) -> None:
    client = as_user(make.user())
    empty = client.post(NEW, data={"text": " ", "quote": ""})
    assert empty.status_code == 422
    assert "写几个字" in empty.text
    long = client.post(NEW, data={"text": "长" * 2001})
    assert long.status_code == 422
    assert "长" * 2001 in long.text
    by_script = client.post(NEW, data={"quote": "长" * 501}, headers=SCRIPT)
    assert by_script.status_code == 422
    assert "最多 500 个字" in by_script.json["error"]
    assert all_notes(db) == []
    client.post(NEW, data={"text": "短"})
    note = all_notes(db)[0]
    assert client.post(f"/notes/{note.public_id}", data={"text": "长" * 2001}).status_code == 422
    assert all_notes(db)[0].text == "短"


def test_notes_cannot_run_anything(
    loaded: Library, make: Builders, as_user: Callable[..., Any]
) -> None:
    client = as_user(make.user())
    fragment = client.post(NEW, data={"text": EVIL, "quote": EVIL}, headers=SCRIPT).text
    for text in (fragment, client.get(PAGE).text):
        assert "<script>alert" not in text
        assert "<img src=x" not in text
        assert "&lt;script&gt;alert(1)" in text


def test_notes_are_private(
    db: Any, loaded: Library, make: Builders, as_user: Callable[..., Any]
) -> None:
    as_user(make.user()).post(NEW, data={"text": "我的秘密"})
    note = all_notes(db)[0]
    for other in (make.user(), make.teacher(), make.admin()):
        client = as_user(other)
        assert "我的秘密" not in client.get(PAGE).text
        assert client.post(f"/notes/{note.public_id}", data={"text": "x"}).status_code == 404
        assert client.post(f"/notes/{note.public_id}/delete").status_code == 404
    assert all_notes(db)[0].text == "我的秘密"


def test_visitors_and_guests_are_invited_instead(
    db: Any, loaded: Library, as_user: Callable[..., Any]
) -> None:
    client = as_user(None)
    assert client.post(NEW, data={"text": "x"}).status_code == 401
    client.post("/learn/ch01/checks/ch01-sc-001", data={"answer": "A"})  # a guest from here on
    assert client.post(NEW, data={"text": "x"}).status_code == 401
    page = client.get(PAGE).text
    assert "登录以后，可以在正文旁画线" in page
    assert "notes.js" not in page
    assert all_notes(db) == []
