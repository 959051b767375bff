"""The grid and its rows: look, change, add, delete, merge, undo."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from flask import flash, jsonify, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from app.authz.gate import requires
from app.authz.permissions import Permission
from app.web.clock import now
from app.web.errors import wants_json
from app.web.i18n import clock_time
from app.web.numbers import read_int
from app.workshop.customer_file.arriving import load_file, open_page, table_or_404
from app.workshop.customer_file.blueprint import bp
from app.workshop.customer_file.domain.checks import Check
from app.workshop.customer_file.domain.state import Op, OpError, next_id, read_ops
from app.workshop.customer_file.domain.tables import CONSENTS, CONTACTS, CUSTOMERS, FILES, ORDERS
from app.workshop.customer_file.loading import Loaded, load
from app.workshop.customer_file.models import CustomerFile
from app.workshop.customer_file.posted import ops_from_form, replacing
from app.workshop.customer_file.saving import Saved, SaveRefused, save, step
from app.workshop.customer_file.views import build_sheet, columns_of, computed, related_to
from app.workshop.customer_file.words import CHECKS

Page = Response | str | tuple[Response | str, int]
SHOWN = (*FILES, ORDERS)


@bp.get("/customer-files/<file_id>/tables/<table>")
@requires(Permission.PROJECT_WORK)
def sheet(file_id: str, table: str) -> str:
    """A table as a grid; `find` names a check, `q` words to look for."""
    file = load_file(file_id)
    shape = table_or_404(table, *SHOWN)
    return _sheet_page(load(file), shape.name)


def _sheet_page(loaded: Loaded, table: str, **values: Any) -> str:
    check = next((one for one in Check if one == request.args.get("find")), None)
    wanted = request.args.get("q", "").strip()[:80]
    forms = loaded.files.forms if table in CUSTOMERS else {}
    return open_page(
        "customer_file/sheet.html",
        loaded,
        table=table_or_404(table, *SHOWN),
        sheet=build_sheet(loaded, table, wanted, check),
        check=check,
        checks=CHECKS,
        wanted=wanted,
        forms=forms,
        notes=loaded.files.notes if table == CONTACTS else (),
        **values,
    )


@bp.post("/customer-files/<file_id>/changes")
@requires(Permission.PROJECT_WORK)
def change(file_id: str) -> Page:
    """What the page's script saves: {"ops": […]} → {"number", "time", "shown"}; or 409 and why."""
    file = load_file(file_id)
    try:
        ops = read_ops((request.get_json(silent=True) or {}).get("ops"))
    except (OpError, AttributeError):
        return jsonify(error=_("没有读懂送来的改动，什么都没有存。请刷新页面再试。")), 400
    try:
        saved = save(file, lambda loaded: _not_yet(loaded, ops), now())
    except SaveRefused as refused:
        return jsonify(
            error=refused.message, fault=refused.fault.value, now=refused.now
        ), refused.status
    return jsonify(_reply(file, saved, ops))


def _not_yet(loaded: Loaded, ops: Sequence[Op]) -> list[Op]:
    """Ops without those that were stored already: an answer that got lost is asked for again."""
    return [
        op
        for op in ops
        if op.do != "set" or loaded.state.value(op.table, op.row, op.field) != op.value
    ]


def _reply(file: CustomerFile, saved: Saved | None, ops: Sequence[Op]) -> dict[str, object]:
    at = saved.at if saved else (file.saved_at or now())
    return {
        "number": saved.number if saved else None,
        "time": clock_time(at),
        "shown": [
            {"table": op.table, "row": op.row, "field": op.field, "shown": computed(op.value)}
            for op in ops
            if op.do == "set"
        ],
    }


@bp.route("/customer-files/<file_id>/tables/<table>/rows/<row>", methods=["GET", "POST"])
@requires(Permission.PROJECT_WORK)
def row(file_id: str, table: str, row: str) -> Page:
    """One record with its evidence, as a form."""
    file = load_file(file_id)
    shape = table_or_404(table, *SHOWN)
    if request.method == "POST":
        own = {k: v for k, v in request.form.items() if k[2:].startswith(f"{row}:")}
        return _act(
            file,
            lambda _loaded: ops_from_form(own, shape.name),
            url_for(".row", file_id=file_id, table=table, row=row),
        )
    loaded = load(file)
    found = loaded.state.alive(table).get(row)
    if found is None:
        gone = loaded.state.gone.get((table, row))
        if gone is not None and gone.into:
            into = loaded.state.follow(table, row)
            flash(_("%(row)s 已经并入 %(into)s。", row=row, into=into), "info")
            return redirect(url_for(".row", file_id=file_id, table=table, row=into))
        flash(_("%(row)s 已经不在档案里了。", row=row), "warn")
        return redirect(url_for(".sheet", file_id=file_id, table=table))
    keys = list(loaded.state.alive(table))
    place = keys.index(row)
    return open_page(
        "customer_file/row.html",
        loaded,
        table=shape,
        columns=columns_of(loaded.state, table),
        row=row,
        values=found,
        related=related_to(loaded, row if table in CUSTOMERS else found["customer"]),
        others=[key for key in keys if key != row],
        before=keys[place - 1] if place else None,
        after=keys[place + 1] if place + 1 < len(keys) else None,
        added=(table, row) in loaded.state.added,
    )


@bp.post("/customer-files/<file_id>/tables/<table>/rows/<row>/remove")
@requires(Permission.PROJECT_WORK)
def remove(file_id: str, table: str, row: str) -> Page:
    """Delete a record, with a reason."""
    op = Op(do="remove", table=table, row=row, reason=request.form.get("reason", ""))
    return _act(
        load_file(file_id),
        lambda _loaded: [op],
        url_for(".sheet", file_id=file_id, table=table_or_404(table, *SHOWN).name),
        _("%(row)s 已删除，可以撤销。", row=row),
    )


@bp.post("/customer-files/<file_id>/tables/<table>/rows/<row>/merge")
@requires(Permission.PROJECT_WORK)
def merge(file_id: str, table: str, row: str) -> Page:
    """Merge a record into another, which stays."""
    into = request.form.get("into", "").strip()
    op = Op(do="merge", table=table, row=row, into=into)
    return _act(
        load_file(file_id),
        lambda _loaded: [op],
        url_for(".sheet", file_id=file_id, table=table_or_404(table, *CUSTOMERS).name),
        _("%(row)s 已并入 %(into)s，订单和记录跟着过去了，可以撤销。", row=row, into=into),
    )


@bp.post("/customer-files/<file_id>/tables/<table>/drop")
@requires(Permission.PROJECT_WORK)
def drop(file_id: str, table: str) -> Page:
    """Delete a whole field, with a reason."""
    form = request.form
    op = Op(do="drop", table=table, field=form.get("field", ""), reason=form.get("reason", ""))
    return _act(
        load_file(file_id),
        lambda _loaded: [op],
        url_for(".sheet", file_id=file_id, table=table_or_404(table, *FILES).name),
        _("这一栏已整栏删除，可以撤销。"),
    )


@bp.route("/customer-files/<file_id>/tables/<table>/add", methods=["GET", "POST"])
@requires(Permission.PROJECT_WORK)
def add(file_id: str, table: str) -> Page:
    """Add a contact or a consent."""
    file = load_file(file_id)
    shape = table_or_404(table, CONTACTS, CONSENTS)
    if request.method == "GET":
        return _add_page(file, shape.name, request.args.to_dict(), "")
    typed = {field.name: request.form.get(field.name, "").strip() for field in shape.fields}
    if missing := [f.name for f in shape.fields if f.required and not typed[f.name]]:
        return _add_page(file, shape.name, typed, missing[0]), 422

    def make(loaded: Loaded) -> list[Op]:
        key = next_id(loaded.state, shape.name)
        return [Op(do="add", table=shape.name, row=key, values=tuple(typed.items()))]

    return _act(
        file,
        make,
        url_for(".sheet", file_id=file_id, table=table),
        _("补记了一条，可以撤销。"),
    )


def _add_page(file: CustomerFile, table: str, typed: dict[str, str], missing: str) -> str:
    loaded = load(file)
    return open_page(
        "customer_file/add.html",
        loaded,
        table=table_or_404(table, CONTACTS, CONSENTS),
        columns=columns_of(loaded.state, table),
        typed=typed,
        missing=missing,
        notes=loaded.files.notes if table == CONTACTS else (),
        customers=[
            (key, f"{key} {row['name']}")
            for name in CUSTOMERS
            for key, row in loaded.state.alive(name).items()
        ],
    )


@bp.post("/customer-files/<file_id>/tables/<table>/replace")
@requires(Permission.PROJECT_WORK)
def replace(file_id: str, table: str) -> Page:
    """Find and replace in a column or in all."""
    shape = table_or_404(table, *FILES)
    form = request.form
    find, put, field = (form.get(name, "")[:80] for name in ("search", "put", "field"))
    counted: list[int] = []

    def make(loaded: Loaded) -> list[Op]:
        ops = replacing(loaded.state, shape.name, field, find, put)
        counted.append(len(ops))
        return ops

    back = url_for(".sheet", file_id=file_id, table=table)
    page = _act(load_file(file_id), make, back)
    count = counted[-1] if counted else 0
    if isinstance(page, Response):
        flash(
            ngettext("替换了 %(num)s 格，可以撤销。", "替换了 %(num)s 格，可以撤销。", count)
            if count
            else _("没有找到“%(find)s”，什么都没有改。", find=find),
            "ok" if count else "info",
        )
    return page


@bp.post("/customer-files/<file_id>/undo")
@requires(Permission.PROJECT_WORK)
def undo(file_id: str) -> Response:
    return _step(load_file(file_id), "undo", _("撤销了上一步。"))


@bp.post("/customer-files/<file_id>/redo")
@requires(Permission.PROJECT_WORK)
def redo(file_id: str) -> Response:
    return _step(load_file(file_id), "redo", _("重做了一步。"))


def _step(file: CustomerFile, act: str, said: str) -> Response:
    step(file, act, read_int(request.form.get("seen", "")) or 0, now())
    flash(said, "ok")
    return redirect(_back(url_for(".overview", file_id=file.public_id)))


def _back(fallback: str) -> str:
    """The page of this file that the form stood on."""
    path = request.form.get("back", "")
    return path if path.startswith("/customer-files/") else fallback


def _act(
    file: CustomerFile, make: Callable[[Loaded], Sequence[Op]], back: str, said: str = ""
) -> Page:
    """Save what a form asked for and go back; where it cannot be, say why on the page it came from."""
    try:
        saved = save(file, make, now())
    except SaveRefused as refused:
        if wants_json():
            raise
        page = render_template(
            "customer_file/refused.html", file=file, message=refused.message, back=back
        )
        return page, refused.status
    if saved and said:
        flash(said, "ok")
    elif saved and not said and request.endpoint == "customer_file.row":
        flash(_("已保存 %(time)s", time=clock_time(saved.at)), "ok")
    return redirect(back)
