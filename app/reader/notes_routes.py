"""Own notes and highlights beside the lesson."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.authz.gate import current_actor, load_or_404, requires
from app.authz.permissions import Permission
from app.learning.models import LessonNote
from app.reader import notes as service
from app.reader.forms import ChangeNoteForm, NoteForm
from app.reader.pages import by_script, open_section
from app.web.clock import now

bp = Blueprint("notes", __name__)
Page = Response | str | tuple[str | dict[str, str], int]


@bp.post("/learn/<chapter_id>/<anchor>/notes")
@requires(Permission.LEARNING_KEEP)
def create(chapter_id: str, anchor: str) -> Page:
    """Keep a note or a highlight; the page's script gets it as a fragment."""
    card, section = open_section(chapter_id, anchor)
    form = NoteForm()
    if not form.validate_something():
        if by_script():
            problems = [str(error) for errors in form.errors.values() for error in errors]
            return {"error": " ".join(problems)}, 422
        return render_template("reader/note.html", form=form, back=_place(card.id, anchor)), 422
    note = service.add_note(
        current_actor().user_id or 0,
        card.id,
        section.anchor,
        form.quote.data or "",
        form.text.data or "",
        now(),
    )
    if by_script():
        return render_template("reader/_note.html", note=note), 201
    return redirect(_place_of(note), 303)


@bp.post("/notes/<public_id>")
@requires(Permission.LEARNING_KEEP)
def change(public_id: str) -> Page:
    note = load_or_404(LessonNote, public_id=public_id)
    form = ChangeNoteForm()
    if not form.validate():
        return render_template("reader/note.html", form=form, back=_place_of(note)), 422
    if not form.text.data and not note.quote:
        service.delete_note(note)
        flash(_("笔记空了，已经删去。"))
        return redirect(_place(note.chapter_id, note.anchor), 303)
    service.change_note(note, form.text.data or "", now())
    return redirect(_place_of(note), 303)


@bp.post("/notes/<public_id>/delete")
@requires(Permission.LEARNING_KEEP)
def delete(public_id: str) -> Page:
    note = load_or_404(LessonNote, public_id=public_id)
    place = _place(note.chapter_id, note.anchor)
    service.delete_note(note)
    flash(_("已经删去。"))
    return redirect(place, 303)


def _place_of(note: LessonNote) -> str:
    return url_for(
        "reader.section",
        chapter_id=note.chapter_id,
        anchor=note.anchor,
        _anchor=f"note-{note.public_id}",
    )


def _place(chapter_id: str, anchor: str) -> str:
    return url_for("reader.section", chapter_id=chapter_id, anchor=anchor, _anchor="notes")
