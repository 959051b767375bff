"""What became of an import, and taking it back; and the way back to its cards."""

from __future__ import annotations

from flask import Blueprint, abort, flash, redirect, render_template, request, session, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.authz.gate import load_or_404, requires
from app.authz.permissions import Permission
from app.bank import import_undo, importing
from app.bank.import_models import ImportBatch
from app.bank.import_page import STORED
from app.bank.import_words import say_uses
from app.bank.importing import SHOWN
from app.bank.pages import author_id
from app.web.clock import now
from app.web.errors import DomainError
from app.web.numbers import read_int

Page = Response | str | tuple[str, int]


def register(bp: Blueprint) -> None:
    """Put the pages on the blueprint of the imports."""
    bp.add_url_rule("/<public_id>/done", "done", done)
    bp.add_url_rule("/<public_id>/undo", "undo", undo, methods=["POST"])
    for name in ("confirm", "undo"):
        bp.add_url_rule(f"/<public_id>/{name}", f"look_after_{name}", look_again)


@requires(Permission.BANK_EDIT)
def done(public_id: str) -> Page:
    """What became of an import, and what undoing it would do."""
    return _done_page(own_batch(public_id))


@requires(Permission.BANK_EDIT)
def undo(public_id: str) -> Page:
    """Take the whole import back."""
    batch = own_batch(public_id)
    round_ = read_int(request.form.get("round", "")) or 0
    try:
        plan = import_undo.undo_batch(batch, round_, now())
    except DomainError as error:
        return _done_page(batch, error)
    flash(
        _(
            "导入已撤销：删去 %(removed)s 道，恢复原版本 %(restored)s 道，停用 %(retired)s 道，原样留下 %(kept)s 道。"
            "撤回的题又在这一批里了。",
            removed=len(plan.remove),
            restored=len(plan.restore),
            retired=len(plan.retire),
            kept=len(plan.changed),
        ),
        "ok",
    )
    return redirect(url_for("imports.preview", public_id=public_id))


@requires(Permission.BANK_EDIT)
def look_again(public_id: str) -> Response:
    """The address of a refused page, opened anew or after signing in: looking stores nothing."""
    return redirect(page_url(own_batch(public_id)))


def own_batch(public_id: str) -> ImportBatch:
    """One's own batch; another's looks like an absent one."""
    batch = load_or_404(ImportBatch, public_id=public_id)
    if batch.author_id != author_id():
        abort(404)
    return batch


def page_url(batch: ImportBatch, anchor: str = "") -> str:
    """The page of cards that the address at hand is about."""
    shown = request.args.get("show", "")
    page = read_int(request.args.get("page", "")) or 1
    return url_for(
        "imports.preview",
        public_id=batch.public_id,
        show=shown if shown in SHOWN and shown else None,
        page=page if page > 1 else None,
        _anchor=anchor or None,
    )


def _done_page(batch: ImportBatch, error: DomainError | None = None) -> Page:
    page = render_template(
        "bank/import_done.html",
        batch=batch,
        plan=import_undo.plan_undo(batch),
        counts=importing.count_groups(batch),
        say_uses=say_uses,
        refusal=error.message if error else "",
        stored_as=session.pop(STORED, ""),
    )
    return page, error.status if error else 200
