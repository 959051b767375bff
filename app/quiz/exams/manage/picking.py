"""Filling a form of the paper: picking items one by one, and drawing them by chapter and type."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from secrets import randbelow

from flask import flash, redirect, render_template, request
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import select
from werkzeug.wrappers import Response

from app.authz.gate import current_actor, requires
from app.authz.permissions import Permission
from app.bank.collections import collection_options, list_collections
from app.bank.domain.types import ItemType, Use
from app.bank.listing import list_query, read_filter
from app.extensions import db
from app.quiz.exams import drafting, drawing
from app.quiz.exams.authoring import open_exam
from app.quiz.exams.drafting import read_points
from app.quiz.exams.drawing import DrawRow, PoolTooSmallError
from app.quiz.exams.manage.blueprint import asked_form, bp, paper_url
from app.quiz.models import DraftItem, Exam
from app.web.numbers import read_int
from app.web.pages import paginate

Page = Response | str | tuple[str, int]


@bp.route("/exams/<exam_id>/paper/pick", methods=["GET", "POST"])
@requires(Permission.EXAM_MANAGE)
def pick(exam_id: str) -> Page:
    exam = open_exam(exam_id)
    if exam.state != "draft":
        return redirect(paper_url(exam, asked_form()), 303)
    if request.method == "POST":
        chosen = request.form.getlist("item")
        added = drafting.add_items(exam, chosen, asked_form()) if chosen else 0
        if added:
            flash(ngettext("已加入 %(num)s 题。", "已加入 %(num)s 题。", added), "ok")
        else:
            flash(_("没有新加的题。请先勾选要加入的题。"), "warn")
        return redirect(request.full_path, 303)
    wanted = replace(read_filter(request.args), state="published")
    if "sort" not in request.args:
        wanted = replace(wanted, sort="chapter")
    on_paper = select(DraftItem.item_id, DraftItem.form).where(DraftItem.exam_id == exam.id)
    forms: dict[int, set[str]] = {}
    for item_id, label in db.session.execute(on_paper):
        forms.setdefault(item_id, set()).add(label)
    return render_template(
        "exams_manage/pick.html",
        exam=exam,
        page=paginate(list_query(wanted), 30),
        wanted=wanted,
        collections=collection_options(list_collections(current_actor().user_id or 0)),
        chapters=[
            (id_, _("%(chapter)s %(title)s", chapter=drawing.chapter_title(id_), title=title))
            for id_, title in drawing.chapter_titles().items()
        ],
        on_forms=forms,
        label=asked_form(),
    )


@bp.route("/exams/<exam_id>/paper/draw", methods=["GET", "POST"])
@requires(Permission.EXAM_MANAGE)
def draw(exam_id: str) -> Page:
    exam = open_exam(exam_id)
    if exam.state != "draft":
        return redirect(paper_url(exam, asked_form()), 303)
    if request.method == "GET":
        return _draw_page(exam, _uses(request.args.getlist("use")), {})
    uses = _uses(request.form.getlist("use"))
    rows, seed, errors = _read_draw(request.form)
    if not errors:
        try:
            added = drawing.draw(exam, rows, uses, seed, asked_form())
        except PoolTooSmallError as error:
            errors = {_cell(s.row.chapter, s.row.type): _too_few(s.pool) for s in error.shortages}
            errors["form"] = error.message
        else:
            flash(_("已抽 %(n)s 题，随机种子 %(seed)s。", n=added, seed=seed), "ok")
            return redirect(paper_url(exam, asked_form()), 303)
    return _draw_page(exam, uses, errors), 422


def _uses(asked: list[str]) -> list[str]:
    """Where drawn items may come from: what was asked for, else items meant for exams."""
    known = [use.value for use in Use if use.value in asked]
    return known or [Use.EXAM.value]


def _cell(chapter: str, type_: ItemType) -> str:
    return f"n-{chapter}-{type_.value}"


def _too_few(pool: int) -> str:
    return _("只有 %(n)s 题", n=pool)


def _read_draw(form) -> tuple[list[DrawRow], int, dict[str, str]]:  # type: ignore[no-untyped-def]
    """The rows asked for, the seed, and errors by the names of the inputs."""
    errors: dict[str, str] = {}
    points: dict[ItemType, Decimal | None] = {}
    for type_ in ItemType:
        text = form.get(f"p-{type_.value}", "").strip()
        points[type_] = read_points(text) if text else None
        if text and points[type_] is None:
            errors[f"p-{type_.value}"] = _("请填分值，例如 2 或 1.5")
    rows = []
    for chapter in drawing.chapter_titles():
        for type_ in ItemType:
            text = form.get(_cell(chapter, type_), "").strip()
            if text in ("", "0"):
                continue
            count = read_int(text, drawing.MOST_PER_CELL)
            if count is None:
                errors[_cell(chapter, type_)] = _("请填 0 到 %(n)s", n=drawing.MOST_PER_CELL)
                continue
            rows.append(DrawRow(chapter=chapter, type=type_, count=count, points=points[type_]))
    seed_text = form.get("seed", "").strip()
    seed = read_int(seed_text, drawing.LARGEST_SEED)
    if seed is None:
        seed = randbelow(drawing.LARGEST_SEED) + 1
    if seed_text and read_int(seed_text, drawing.LARGEST_SEED) is None:
        errors["seed"] = _("种子是 0 到 %(n)s 的整数，也可以不填。", n=drawing.LARGEST_SEED)
    if not rows and not errors:
        errors["form"] = _("还没有填要抽几题。请在表里填上题数。")
    elif errors:
        errors.setdefault("form", _("有的格子没有读懂，还没有抽题。请改正标红的地方。"))
    return rows, seed, errors


def _draw_page(exam: Exam, uses: list[str], errors: dict[str, str]) -> str:
    pool = drawing.pool_sizes(exam, uses)
    return render_template(
        "exams_manage/draw.html",
        exam=exam,
        label=asked_form(),
        uses=uses,
        pool=pool,
        chapters={
            c: t for c, t in drawing.chapter_titles().items() if any(p[0] == c for p in pool)
        },
        types=[type_ for type_ in ItemType if any(p[1] is type_ for p in pool)],
        typed=request.form,
        errors=errors,
        cell=_cell,
    )
