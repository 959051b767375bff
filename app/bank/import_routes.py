"""Importing: a file or pasted text → cards that can be edited → the bank, all at once → taken back."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from flask import current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.wrappers import Response

from app.authz.gate import may, requires
from app.authz.permissions import Permission
from app.bank import (
    import_column_routes,
    import_columns,
    import_editing,
    import_undo_routes,
    importing,
)
from app.bank.exchange.formats.xlsx_out import write_xlsx
from app.bank.exchange.questions import ReadError, ReadFault
from app.bank.import_editing import Bulk, StaleEdits
from app.bank.import_forms import BringForm, BulkForm, bulk_form
from app.bank.import_joining import join_group
from app.bank.import_marks import Edit
from app.bank.import_models import ImportBatch
from app.bank.import_page import PER_PAGE, SHOWN_WORDS, page_of, remember_stored
from app.bank.import_posted import Edited, posted_edits
from app.bank.import_storing import store_batch
from app.bank.import_undo_routes import own_batch, page_url
from app.bank.import_words import EMPTY_FILE, say_fault, say_file_fault
from app.bank.importing import SHOWN
from app.bank.pages import author_id, chapter_titles, knowledge_groups
from app.bank.pages import import_bp as bp
from app.bank.queries import list_knowledge
from app.web.clock import now
from app.web.downloads import attachment
from app.web.errors import DomainError
from app.web.forms import add_error
from app.web.numbers import read_int

Page = Response | str | tuple[str, int]
MEGABYTE = 1024 * 1024
# What the other fields of the form need beside the file.
ROOM = 64 * 1024

import_column_routes.register(bp)
import_undo_routes.register(bp)


@bp.route("", methods=["GET", "POST"])
@requires(Permission.BANK_EDIT)
def new() -> Page:
    """Bring a file or text in; below, one's own imports."""
    form = BringForm()
    if request.method == "GET":
        return _new_page(form)
    if not form.validate():
        return _new_page(form, 422)
    upload = form.file.data
    name = (upload.filename or "") if upload else ""
    data = upload.read() if upload and name else (form.text.data or "").encode()
    if not data.strip():
        empty = _named(name, str(EMPTY_FILE)) if name else _("请选一个文件，或者粘贴文字。")
        add_error(form.file, empty)
        return _new_page(form, 422)
    asked = form.format.data or "auto"
    try:
        batch = importing.start_batch(name, data, asked, form.labels_data(), author_id(), now())
    except ReadError as error:
        if error.fault is ReadFault.NO_COLUMNS and (name or error.rows):
            return _foreign_sheet(form, name or _("粘贴的文字"), error.rows)
        words = say_file_fault(error, name, data)
        add_error(form.file if name else form.text, _named(name, words))
        return _new_page(form, 422)
    return redirect(url_for("imports.preview", public_id=batch.public_id))


@bp.errorhandler(RequestEntityTooLarge)
def too_large(_error: RequestEntityTooLarge) -> Page:
    """What is too large is not read, so the form comes back empty; other pages have the usual words."""
    if request.endpoint != "imports.new" or not may(Permission.BANK_EDIT):
        return render_template("errors/413.html", message=None), 413
    form = BringForm(formdata=None)
    most = current_app.config["MAX_CONTENT_LENGTH"] // MEGABYTE
    add_error(
        form.file, _("太大了，没有读，什么也没有存。一次最多 %(n)s MB，请分成几份上传。", n=most)
    )
    return _new_page(form, 413)


def _foreign_sheet(form: BringForm, name: str, cells: Sequence[str]) -> Page:
    """A sheet whose columns are not known: as it was read the last time, or a person says."""
    try:
        waiting = import_columns.keep_sheet(name, cells, author_id(), now())
        rows = import_columns.rows_of(waiting)
        heading = import_columns.find_heading(rows)
        headings = import_columns.headings_at(rows, heading)
        known = import_columns.find_remembered(author_id(), headings)
        if not known:
            return redirect(url_for("imports.columns", public_id=waiting.public_id))
        batch = import_columns.read_mapped(waiting, heading, known, form.labels_data(), now())
    except ReadError as error:
        add_error(form.file, _named(name, say_fault(error)))
        return _new_page(form, 422)
    flash(_("已按你上次说明的列读取。"))
    return redirect(url_for("imports.preview", public_id=batch.public_id))


@bp.get("/template")
@requires(Permission.BANK_EDIT)
def template() -> Response:
    """The empty workbook to fill in."""
    made = write_xlsx((), title=_("题目模板"))
    return attachment(made.data, _("题目模板.xlsx"), made.media_type)


@bp.route("/<public_id>", methods=["GET", "POST"])
@requires(Permission.BANK_EDIT)
def preview(public_id: str) -> Page:
    """Show a page of cards; a POST keeps its edits and does what the pressed button says."""
    batch = own_batch(public_id)
    if batch.format == import_columns.SHEET:
        return redirect(url_for("imports.columns", public_id=public_id))
    if request.method == "GET":
        return render_template("bank/import.html", **page_of(batch))
    edited = posted_edits(batch)
    try:
        import_editing.save_edits(batch, edited.edits)
    except StaleEdits as error:
        return _refused(batch, error, edited.edits, error.places)
    remember_stored(batch)
    action = request.form.get("do", "")
    if action == "bulk":
        return _set_many(batch, edited)
    if action.startswith("join:"):
        return _join(batch, action.removeprefix("join:"))
    if not action.startswith("up:"):
        flash(_("改动已存在这一批里，还没有进题库。"))
    return redirect(page_url(batch, edited.anchor))


@bp.post("/<public_id>/confirm")
@requires(Permission.BANK_EDIT)
def confirm(public_id: str) -> Page:
    """Keep the edits of the page, then store every chosen question, all or none."""
    batch = own_batch(public_id)
    round_ = read_int(request.form.get("round", "")) or 0
    edits = posted_edits(batch).edits
    try:
        if round_ == batch.rounds:
            import_editing.save_edits(batch, edits)
        stored = store_batch(batch, round_, request.form.get("state", ""), now())
    except StaleEdits as error:
        return _refused(batch, error, edits, error.places)
    except DomainError as error:
        return _refused(batch, error, edits)
    remember_stored(batch)
    flash(ngettext("%(num)s 道新题已存入题库。", "%(num)s 道新题已存入题库。", stored.items), "ok")
    if stored.versions:
        flash(
            ngettext("%(num)s 道题有了新版本。", "%(num)s 道题有了新版本。", stored.versions), "ok"
        )
    left = importing.count_groups(batch)
    if not left[""]:
        return redirect(url_for("imports.done", public_id=public_id))
    flash(ngettext("还有 %(num)s 道留在这一批里。", "还有 %(num)s 道留在这一批里。", left[""]))
    return redirect(url_for("imports.preview", public_id=public_id))


@bp.post("/<public_id>/discard")
@requires(Permission.BANK_EDIT)
def discard(public_id: str) -> Response:
    importing.discard_batch(own_batch(public_id))
    flash(_("这一批已丢弃。"))
    return redirect(url_for("imports.new"))


def _named(name: str, words: str) -> str:
    return _("“%(name)s”：%(words)s", name=name, words=words) if name else words


def _new_page(form: BringForm, status: int = 200) -> Page:
    page = render_template(
        "bank/import_new.html",
        form=form,
        groups=knowledge_groups(list_knowledge()),
        batches=importing.list_batches(author_id()),
        most_bytes=current_app.config["MAX_CONTENT_LENGTH"] - ROOM,
        most_megabytes=current_app.config["MAX_CONTENT_LENGTH"] // MEGABYTE,
    )
    return page, status


def _set_many(batch: ImportBatch, edited: Edited) -> Page:
    form = bulk_form(chapter_titles(), posted=True)
    bulk = _bulk(form, edited)
    everything = request.form.get("scope") == "all"
    picked = [number for n in request.form.getlist("pick") if (number := read_int(n)) is not None]
    if bulk.is_empty or not (everything or picked):
        flash(
            _("还没有选要改成什么，所以什么也没有改。")
            if bulk.is_empty
            else _("还没有选哪几道题，所以什么也没有改。"),
            "warn",
        )
        return redirect(page_url(batch, "many"))
    shown = request.args.get("show", "")
    shown = shown if everything and shown in SHOWN else ""
    try:
        count = import_editing.set_many(batch, bulk, shown, None if everything else picked)
    except DomainError as error:
        return _refused(batch, error)
    flash(ngettext("改了 %(num)s 道题。", "改了 %(num)s 道题。", count), "ok")
    return redirect(page_url(batch))


def _join(batch: ImportBatch, place: str) -> Page:
    try:
        count = join_group(batch, read_int(place) or 0)
    except DomainError as error:
        return _refused(batch, error)
    flash(_("%(n)s 道小题并成了一道，分值是各题之和。", n=count), "ok")
    return redirect(page_url(batch, f"card-{(read_int(place) or 0) + 1}"))


def _bulk(form: BulkForm, edited: Edited) -> Bulk:
    labels = form.labels_data()
    labels["knowledge"] = [edited.names.id_of(name) for name in labels["knowledge"]]
    choice = form.choice.data if form.choice.data in ("store", "leave") else ""
    return Bulk(labels, form.chapter.data or "", choice or "")


def _refused(
    batch: ImportBatch,
    error: DomainError,
    typed: Mapping[int, Edit] | None = None,
    stale: Collection[int] = (),
) -> Page:
    """The page with the reason on top and what was typed on it, kept or not."""
    # Where nobody typed, what is kept goes before what an old page showed.
    touched = {place: edit for place, edit in (typed or {}).items() if edit.is_touched}
    page = render_template(
        "bank/import.html", **page_of(batch, touched, stale), refusal=error.message
    )
    return page, error.status


@bp.context_processor
def _words() -> dict[str, object]:
    return {"shown_words": SHOWN_WORDS, "per_page": PER_PAGE}
