"""ABC, RFM, CLV, the written part, and the picture of the segments."""

from __future__ import annotations

from flask import flash, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.authz.gate import requires
from app.authz.permissions import Permission
from app.web.clock import now
from app.web.i18n import clock_time
from app.workshop.customer_file.arriving import load_file, open_page, table_or_404
from app.workshop.customer_file.blueprint import bp
from app.workshop.customer_file.domain.cases import lifetime_task
from app.workshop.customer_file.domain.marks import LEAST_WORDS
from app.workshop.customer_file.domain.tables import ABC, CLV, RFM, TEXTS
from app.workshop.customer_file.domain.values import REFERENCE, bare
from app.workshop.customer_file.loading import load
from app.workshop.customer_file.picture import draw
from app.workshop.customer_file.posted import ops_from_form
from app.workshop.customer_file.saving import save
from app.workshop.customer_file.views import clv_cells, columns_of, work_rows
from app.workshop.customer_file.words import BASES, CLV_NAMES, CONVENTIONS, TIES

WORK = (ABC, RFM, CLV, TEXTS)


@bp.get("/customer-files/<file_id>/own/<table>")
@requires(Permission.PROJECT_WORK)
def work(file_id: str, table: str) -> str:
    """One of the student's own tables."""
    loaded = load(load_file(file_id))
    shape = table_or_404(table, *WORK)
    rules = loaded.file.project.rules
    values: dict[str, object] = {"table": shape, "rules": rules, "reference": REFERENCE}
    if table in (ABC, RFM):
        ranked = request.args.get("sort") == "value"
        values |= {
            "rows": work_rows(loaded, table, rules, ranked=ranked),
            "columns": columns_of(loaded.state, table),
            "ranked": ranked,
            "bases": BASES,
            "ties": TIES,
        }
    elif table == CLV:
        values |= {
            "task": lifetime_task(loaded.files),
            "cells": clv_cells(loaded),
            "conventions": CONVENTIONS,
            "names": CLV_NAMES,
        }
    else:
        texts = loaded.state.tables[TEXTS]
        values |= {
            "least": LEAST_WORDS,
            "written": {name: len(bare(row["text"])) for name, row in texts.items()},
        }
    return open_page(f"customer_file/{table if table != RFM else ABC}.html", loaded, **values)


@bp.post("/customer-files/<file_id>/own/<table>")
@requires(Permission.PROJECT_WORK)
def save_work(file_id: str, table: str) -> Response:
    """Store a form of the student's own entries."""
    file = load_file(file_id)
    shape = table_or_404(table, *WORK)
    saved = save(file, lambda _loaded: ops_from_form(request.form, shape.name), now())
    flash(_("已保存 %(time)s", time=clock_time(saved.at)) if saved else _("没有改动。"), "ok")
    return redirect(url_for(".work", file_id=file_id, table=table, sort=request.args.get("sort")))


@bp.get("/customer-files/<file_id>/picture")
@requires(Permission.PROJECT_WORK)
def picture(file_id: str) -> str:
    """The segments as the student classified them."""
    loaded = load(load_file(file_id))
    return open_page("customer_file/picture.html", loaded, picture=draw(loaded))
