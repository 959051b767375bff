"""Working in Excel: download, upload, look at the differences, confirm."""

from __future__ import annotations

import json
from dataclasses import replace

from flask import flash, redirect, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from app.authz.gate import requires
from app.authz.permissions import Permission
from app.bank.exchange.questions import ReadError
from app.web.clock import now
from app.web.downloads import attachment
from app.web.errors import DomainError
from app.workshop.customer_file.arriving import load_file, open_page
from app.workshop.customer_file.blueprint import bp
from app.workshop.customer_file.domain.state import Op, OpError, next_id, perform, read_ops
from app.workshop.customer_file.importing import MAX_BYTES, preview
from app.workshop.customer_file.loading import Loaded, load
from app.workshop.customer_file.saving import require_open, save
from app.workshop.customer_file.workbook import MIME, write_file

Page = Response | str | tuple[str, int]


@bp.get("/customer-files/<file_id>/file.xlsx")
@requires(Permission.PROJECT_WORK)
def export(file_id: str) -> Response:
    file = load_file(file_id)
    name = _("客户档案 %(who)s", who=file.user.student_no or file.user.name)
    return attachment(write_file(load(file)), f"{name}.xlsx", MIME)


@bp.get("/customer-files/<file_id>/upload")
@requires(Permission.PROJECT_WORK)
def upload(file_id: str) -> str:
    return open_page("customer_file/upload.html", load(load_file(file_id)), problem="")


@bp.post("/customer-files/<file_id>/upload")
@requires(Permission.PROJECT_WORK)
def compare(file_id: str) -> Page:
    """The differences cell by cell; nothing is stored."""
    file = load_file(file_id)
    require_open(file, now())
    loaded = load(file)
    sent = request.files.get("file")
    data = sent.read(MAX_BYTES + 1) if sent else b""
    problem = _refusal(data)
    if not problem:
        try:
            found = preview(loaded, data)
        except ReadError:
            problem = _("这个文件读不出来。请存成 .xlsx 再上传；档案没有变。")
        else:
            ops = json.dumps([one.op.to_data() for one in found.differences], ensure_ascii=False)
            return open_page("customer_file/differences.html", loaded, found=found, ops=ops)
    return open_page("customer_file/upload.html", loaded, problem=problem), 422


def _refusal(data: bytes) -> str:
    if not data:
        return _("请选一个文件。")
    if len(data) > MAX_BYTES:
        return _("文件超过 5 MB，没有读。")
    return ""


@bp.post("/customer-files/<file_id>/upload/store")
@requires(Permission.PROJECT_WORK)
def store(file_id: str) -> Response:
    """Store the differences that were looked at; a cell that changed meanwhile stops all of it."""
    file = load_file(file_id)
    try:
        ops = read_ops(json.loads(request.form.get("ops", "")))
    except (OpError, ValueError, RecursionError):
        raise DomainError(_("没有读懂送来的改动，什么都没有存。请重新上传。")) from None
    if any(op.do not in ("set", "add") for op in ops):
        raise DomainError(_("没有读懂送来的改动，什么都没有存。请重新上传。"))
    saved = save(file, lambda loaded: _numbered(loaded, ops), now())
    count = len(ops) if saved else 0
    flash(
        ngettext("存下了 %(num)s 处改动，可以撤销。", "存下了 %(num)s 处改动，可以撤销。", count),
        "ok",
    )
    return redirect(url_for(".overview", file_id=file_id))


def _numbered(loaded: Loaded, ops: tuple[Op, ...]) -> list[Op]:
    """The same ops; rows that are added get their ids now."""
    state = loaded.state.copy()
    numbered: list[Op] = []
    for op in ops:
        fresh = replace(op, row=next_id(state, op.table)) if op.do == "add" else op
        if fresh.do == "add":
            perform(state, fresh)
        numbered.append(fresh)
    return numbered
