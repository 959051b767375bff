"""The page that maps the columns of a foreign sheet."""

from __future__ import annotations

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.authz.gate import load_or_404, requires
from app.authz.permissions import Permission
from app.bank import import_columns as columns
from app.bank.exchange.questions import ReadError
from app.bank.import_models import ImportBatch
from app.bank.import_words import say_fault
from app.bank.pages import author_id
from app.web.clock import now
from app.web.errors import DomainError
from app.web.numbers import read_int

Page = Response | str | tuple[str, int]
SHOWN_ROWS = 4
NO_LABELS = {"knowledge": [], "level": "", "cognitive": "", "difficulty": 0, "use": ""}


def register(bp: Blueprint) -> None:
    """Put the page on the blueprint of the imports."""
    bp.add_url_rule("/<public_id>/columns", "columns", columns_page, methods=["GET", "POST"])
    bp.add_url_rule("/<public_id>/remap", "remap", remap, methods=["POST"])


@requires(Permission.BANK_EDIT)
def columns_page(public_id: str) -> Page:
    """Choose what each column holds; a POST reads the sheet accordingly."""
    batch = load_or_404(ImportBatch, public_id=public_id)
    if batch.author_id != author_id() or batch.format != columns.SHEET:
        abort(404)
    rows = columns.rows_of(batch)
    asked = read_int(request.values.get("heading", ""))
    known_row = asked is not None and 0 <= asked <= len(rows)
    heading = asked - 1 if asked is not None and known_row else columns.find_heading(rows)
    if request.method == "GET":
        headings = columns.headings_at(rows, heading)
        known = columns.find_remembered(batch.author_id, headings)
        return _page(batch, rows, heading, known or columns.propose(rows, heading))
    chosen = {
        column: name
        for column in range(max(map(len, rows)))
        if (name := request.form.get(f"column-{column}", "")) in columns.FIELDS
    }
    try:
        made = columns.read_mapped(batch, heading, chosen, NO_LABELS, now())
    except ReadError as error:
        return _page(batch, rows, heading, chosen, say_fault(error))
    except DomainError as error:
        return _page(batch, rows, heading, chosen, error.message)
    flash(_("已记住这样的表头，下次按此读取。"))
    return redirect(url_for("imports.preview", public_id=made.public_id))


@requires(Permission.BANK_EDIT)
def remap(public_id: str) -> Response:
    """Back from the cards of a sheet to what its columns mean."""
    batch = load_or_404(ImportBatch, public_id=public_id)
    if batch.author_id != author_id():
        abort(404)
    try:
        columns.map_again(batch)
    except DomainError as error:
        flash(error.message, "warn")
        return redirect(url_for("imports.preview", public_id=public_id))
    return redirect(url_for("imports.columns", public_id=public_id))


def _page(
    batch: ImportBatch,
    rows: list[list[str]],
    heading: int,
    chosen: dict[int, str],
    problem: str = "",
) -> Page:
    page = render_template(
        "bank/import_columns.html",
        batch=batch,
        headings=columns.headings_at(rows, heading),
        heading=heading + 1,
        most_heading=min(len(rows), columns.HEADING_ROWS),
        examples=rows[heading + 1 : heading + 1 + SHOWN_ROWS],
        chosen=chosen,
        fields={name: label for name, (_own, label) in columns.FIELDS.items()},
        problem=problem,
    )
    return page, 422 if problem else 200
