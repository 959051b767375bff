"""Paste import: text → cards that can be edited → items, stored in one go."""

from __future__ import annotations

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from app.authz.gate import load_or_404, requires
from app.authz.permissions import Permission
from app.bank import pasting
from app.bank.domain.items import LETTERS
from app.bank.models import PasteDraft
from app.bank.pages import author_id, knowledge_groups
from app.bank.pages import paste_bp as bp
from app.bank.paste_forms import MILD, CardForm, PasteForm, card_form, say_note
from app.bank.pasting import Pending
from app.bank.queries import list_knowledge
from app.web.clock import now
from app.web.errors import DomainError
from app.web.forms import add_error

Page = Response | str | tuple[str, int]


@bp.route("", methods=["GET", "POST"])
@requires(Permission.BANK_EDIT)
def new() -> Page:
    form = PasteForm()
    status = 200
    if request.method == "POST":
        status = 422
        if form.validate():
            try:
                draft = pasting.start_draft(
                    form.text.data or "", form.labels_data(), author_id(), now()
                )
            except DomainError as error:
                add_error(form.text, error.message)
            else:
                return redirect(url_for("paste.preview", public_id=draft.public_id))
    page = render_template(
        "bank/paste_new.html",
        form=form,
        groups=knowledge_groups(list_knowledge()),
        drafts=pasting.list_drafts(author_id()),
    )
    return page, status


@bp.route("/<public_id>", methods=["GET", "POST"])
@requires(Permission.BANK_EDIT)
def preview(public_id: str) -> Page:
    """Show the cards; a POST keeps the edits and checks them again."""
    draft = _own(public_id)
    cards = pasting.read_cards(draft)
    if request.method == "POST":
        _forms, cards = _edited(cards)
        pasting.save_cards(draft, cards)
        flash(_("改动已存在这一批里，还没有进题库。"))
        return redirect(url_for("paste.preview", public_id=public_id))
    return _page(draft, cards, [card_form(n, pending) for n, pending in enumerate(cards)])


@bp.post("/<public_id>/confirm")
@requires(Permission.BANK_EDIT)
def confirm(public_id: str) -> Page:
    """Keep the edits, then store the chosen cards, all or none."""
    draft = _own(public_id)
    forms, cards = _edited(pasting.read_cards(draft))
    pasting.save_cards(draft, cards)
    try:
        count = pasting.store_cards(draft, cards, now())
    except DomainError as error:
        return _page(draft, cards, forms, error.message, status=422)
    flash(ngettext("%(num)s 道题已存入题库。", "%(num)s 道题已存入题库。", count), "ok")
    if any(not pending.keep for pending in cards):
        return redirect(url_for("paste.preview", public_id=public_id))
    return redirect(url_for("bank.home", origin="own"))


@bp.post("/<public_id>/discard")
@requires(Permission.BANK_EDIT)
def discard(public_id: str) -> Response:
    pasting.discard_draft(_own(public_id))
    flash(_("这一批已丢弃。"))
    return redirect(url_for("paste.new"))


def _own(public_id: str) -> PasteDraft:
    """One's own unfinished draft; another's looks like an absent one."""
    draft = load_or_404(PasteDraft, public_id=public_id)
    if draft.author_id != author_id() or draft.stored_at is not None:
        abort(404)
    return draft


def _edited(cards: list[Pending]) -> tuple[list[CardForm], list[Pending]]:
    """The posted forms and the cards they make; a card missing from the form stays as it is."""
    edited = []
    for number, pending in enumerate(cards):
        posted = f"c{number}-type" in request.form
        edited.append(card_form(number).apply(pending) if posted else pending)
    return [card_form(number, pending) for number, pending in enumerate(edited)], edited


def _page(
    draft: PasteDraft,
    cards: list[Pending],
    forms: list[CardForm],
    problem: str = "",
    status: int = 200,
) -> Page:
    checked = pasting.check_cards(cards)
    for form, one in zip(forms, checked, strict=True):
        form.show_errors(one)
    page = render_template(
        "bank/paste.html",
        draft=draft,
        rows=list(zip(forms, checked, strict=True)),
        source=draft.source.replace("\r\n", "\n").split("\n"),
        loose=draft.labels.get("loose", []),
        groups=knowledge_groups(list_knowledge()),
        good=sum(one.spec is not None for one in checked),
        bad=[n for n, one in enumerate(checked, 1) if one.spec is None and one.pending.keep],
        problem=problem,
        say_note=say_note,
        mild=MILD,
        letters=LETTERS,
    )
    return page, status
