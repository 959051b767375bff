"""Pages of review: what waits, the acts on an item's state, and the comments on it."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.authz.gate import load_or_404, requires
from app.authz.permissions import Permission
from app.bank import notes, returned, reviewing
from app.bank.collections import Shelf, holding, list_collections
from app.bank.domain.states import Act
from app.bank.history import draft_of
from app.bank.models import Item, ItemVersion
from app.bank.notes import Entry
from app.bank.pages import author_id
from app.bank.team_words import ACT_LABELS, ACT_TOLD, NOTE_LABELS
from app.bank.views import preview_view
from app.extensions import db
from app.web.clock import now
from app.web.errors import DomainError
from app.web.numbers import read_int
from app.web.pages import paginate
from app.web.questionview import QuestionView

PER_PAGE = 30
Page = Response | str | tuple[str, int]


@dataclass(frozen=True, slots=True)
class ItemTeam:
    """What colleagues do with an item: its thread, the acts open to this person, the collections that
    they see and those of them that hold it."""

    entries: list[Entry]
    acts: tuple[Act, ...]
    shelves: list[Shelf]
    held: set[int]

    @property
    def is_open(self) -> int:
        """How many comments nobody has settled."""
        return sum(entry.settled is False for entry in self.entries)


def register(bp: Blueprint) -> None:
    """Put the pages of review on the bank's blueprint."""
    bp.add_url_rule("/review", "reviews", reviews)
    bp.add_url_rule("/items/<public_id>/state", "set_state", set_state, methods=["POST"])
    bp.add_url_rule("/items/<public_id>/notes", "say", say, methods=["POST"])
    bp.add_url_rule("/items/<public_id>/notes/<int:number>", "settle", settle, methods=["POST"])


def team_of(row: Item) -> ItemTeam:
    """What the page of an item shows of its colleagues' work; six SQL statements."""
    user_id = author_id()
    return ItemTeam(
        entries=notes.thread_of(row.id),
        acts=reviewing.acts_of(row, user_id),
        shelves=list_collections(user_id),
        held=holding(row.id, user_id),
    )


def words() -> dict[str, object]:
    """What templates of review need to name acts."""
    return {"act_labels": ACT_LABELS, "note_labels": NOTE_LABELS}


@requires(Permission.BANK_VIEW)
def reviews() -> str:
    """What came back to oneself, and what waits for review, the longest waiting first."""
    page = paginate(reviewing.review_query(), PER_PAGE)
    ids = [item.id for item in page.items]
    sent = notes.submitters(ids)
    return render_template(
        "bank/reviews.html",
        page=page,
        sent=sent,
        open_notes=notes.count_open(ids),
        own={row.id for row in page.items if reviewing.is_own(row, author_id(), sent.get(row.id))},
        required=notes.review_required(),
        back=returned.list_returned(author_id()),
    )


@requires(Permission.BANK_EDIT)
def set_state(public_id: str) -> Page:
    """Do an act on the state that the page showed, with what one has to say about it."""
    row = load_or_404(Item, public_id=public_id)
    try:
        act = Act(request.form.get("act", ""))
    except ValueError:
        abort(400)
    seen = (request.form.get("state", ""), read_int(request.form.get("version", "")) or 0)
    text = request.form.get("text", "")
    try:
        reviewing.do_act(row.id, act, seen, author_id(), now(), text)
    except DomainError as error:
        return _once_more(row, error, text, act)
    flash(str(ACT_TOLD[act]), "ok")
    return redirect(url_for("bank.item", public_id=public_id))


@requires(Permission.BANK_EDIT)
def say(public_id: str) -> Page:
    """Comment on an item."""
    row = load_or_404(Item, public_id=public_id)
    text = request.form.get("text", "")
    try:
        reviewing.say(row.id, text, author_id(), now())
    except DomainError as error:
        return _once_more(row, error, text, None)
    flash(_("留言已记下。"), "ok")
    return redirect(url_for("bank.item", public_id=public_id, _anchor="thread"))


@requires(Permission.BANK_EDIT)
def settle(public_id: str, number: int) -> Response:
    """Say that a comment is settled, or open again."""
    row = load_or_404(Item, public_id=public_id)
    on = request.form.get("on") == "1"
    if not reviewing.settle(row.id, number, on, author_id(), now()):
        abort(404)
    flash(_("这条已标为解决。") if on else _("这条已重新打开。"), "ok")
    return redirect(url_for("bank.item", public_id=public_id, _anchor="thread"))


def _once_more(row: Item, error: DomainError, text: str, act: Act | None) -> Page:
    """The words once more, as they were typed, with what is wrong; the act where it still can be done."""
    fresh = load_or_404(Item, public_id=row.public_id)
    possible = act is not None and act in reviewing.acts_of(fresh, author_id())
    # What became another one meanwhile has to be seen before anything is done to it.
    is_other = isinstance(error, reviewing.StaleStateError)
    page = render_template(
        "bank/say.html",
        item=fresh,
        problem=error.message,
        text=text,
        act=act if possible else None,
        view=_view_of(fresh) if possible and is_other else None,
    )
    return page, error.status


def _view_of(item: Item) -> QuestionView:
    version = db.session.get_one(ItemVersion, item.current_version_id)
    draft = draft_of(version)
    return preview_view(draft.face, draft.key, key="item")
