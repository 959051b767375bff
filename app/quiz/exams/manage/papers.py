"""The paper of an exam: looking at it, changing it, picking and drawing items, printing it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from decimal import Decimal
from secrets import randbelow

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import select
from werkzeug.wrappers import Response

from app.authz.gate import requires
from app.authz.permissions import Permission
from app.bank.domain.types import ItemType, Use
from app.bank.listing import list_query, read_filter
from app.bank.views import fragment
from app.extensions import db
from app.quiz.exams import drafting, drawing
from app.quiz.exams.authoring import open_exam, stage_of
from app.quiz.exams.drafting import DraftPaper, load_paper, read_points
from app.quiz.exams.drawing import DrawRow, PoolTooSmallError
from app.quiz.exams.manage.blueprint import bp
from app.quiz.exams.sheets import view_paper
from app.quiz.models import DraftItem, Exam
from app.web.clock import now
from app.web.numbers import read_int
from app.web.pages import paginate

Page = Response | str | tuple[str, int]


@dataclass(slots=True)
class PointsForm:
    """Marks as typed into the paper: texts and errors by the items' public ids."""

    texts: dict[str, str] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)
    values: dict[str, Decimal] = field(default_factory=dict)

    def read(self, key: str, text: str) -> None:
        self.texts[key] = text
        points = read_points(text)
        if points is None:
            self.errors[key] = _("请填大于 0、不超过 200 的数，最多两位小数，例如 2 或 1.5。")
        else:
            self.values[key] = points


@bp.get("/exams/<exam_id>/paper")
@requires(Permission.EXAM_MANAGE)
def paper(exam_id: str) -> str:
    exam = open_exam(exam_id)
    if exam.state != "draft":
        return render_template(
            "exams_manage/frozen.html",
            exam=exam, paper=view_paper(exam), stage=stage_of(exam, now()),
        )  # fmt: skip
    return _paper_page(exam, load_paper(exam), PointsForm())


@bp.post("/exams/<exam_id>/paper")
@requires(Permission.EXAM_MANAGE)
def change_paper(exam_id: str) -> Page:
    exam = open_exam(exam_id)
    typed = _read_points(request.form.items())
    if typed.errors:
        return _paper_page(exam, load_paper(exam), typed), 422
    if typed.values:
        drafting.set_points(exam, typed.values)
    flash(_do(exam, request.form.get("do", "")), "ok")
    return redirect(url_for("exams_manage.paper", exam_id=exam_id), 303)


@bp.post("/exams/<exam_id>/paper/type")
@requires(Permission.EXAM_MANAGE)
def change_type(exam_id: str) -> Page:
    exam = open_exam(exam_id)
    type_ = next((t for t in ItemType if t.value == request.form.get("type")), None)
    points = PointsForm()
    points.read(f"type-{type_}", request.form.get("points", ""))
    if type_ is None or points.errors:
        return _paper_page(exam, load_paper(exam), points), 422
    drafting.set_points_of_type(exam, type_, points.values[f"type-{type_}"])
    flash(_("这个题型每题的分值都改好了。"), "ok")
    return redirect(url_for("exams_manage.paper", exam_id=exam_id), 303)


@bp.post("/exams/<exam_id>/paper/clear")
@requires(Permission.EXAM_MANAGE)
def clear(exam_id: str) -> Response:
    drafting.clear_paper(open_exam(exam_id))
    flash(_("试卷已清空，题目都还在题库里。"), "ok")
    return redirect(url_for("exams_manage.paper", exam_id=exam_id), 303)


@bp.route("/exams/<exam_id>/paper/pick", methods=["GET", "POST"])
@requires(Permission.EXAM_MANAGE)
def pick(exam_id: str) -> Page:
    exam = open_exam(exam_id)
    if exam.state != "draft":
        return redirect(url_for("exams_manage.paper", exam_id=exam_id), 303)
    if request.method == "POST":
        chosen = request.form.getlist("item")
        added = drafting.add_items(exam, chosen) if chosen else 0
        if added:
            flash(ngettext("已加入 %(num)s 题。", "已加入 %(num)s 题。", added), "ok")
        else:
            flash(_("没有新加的题。请先勾选要加入的题。"), "warn")
        return redirect(request.full_path, 303)
    wanted = replace(read_filter(request.args), state="published")
    if "sort" not in request.args:
        wanted = replace(wanted, sort="chapter")
    on_paper = select(DraftItem.item_id).where(DraftItem.exam_id == exam.id)
    return render_template(
        "exams_manage/pick.html",
        exam=exam,
        page=paginate(list_query(wanted), 30),
        wanted=wanted,
        chapters=[
            (id_, _("%(chapter)s %(title)s", chapter=drawing.chapter_title(id_), title=title))
            for id_, title in drawing.chapter_titles().items()
        ],
        on_paper=set(db.session.scalars(on_paper)),
    )


@bp.route("/exams/<exam_id>/paper/draw", methods=["GET", "POST"])
@requires(Permission.EXAM_MANAGE)
def draw(exam_id: str) -> Page:
    exam = open_exam(exam_id)
    if exam.state != "draft":
        return redirect(url_for("exams_manage.paper", exam_id=exam_id), 303)
    if request.method == "GET":
        return _draw_page(exam, _uses(request.args.getlist("use")), {})
    uses = _uses(request.form.getlist("use"))
    rows, seed, errors = _read_draw(request.form)
    if not errors:
        try:
            added = drawing.draw(exam, rows, uses, seed)
        except PoolTooSmallError as error:
            errors = {_cell(s.row.chapter, s.row.type): _too_few(s.pool) for s in error.shortages}
            errors["form"] = error.message
        else:
            flash(_("已抽 %(n)s 题，随机种子 %(seed)s。", n=added, seed=seed), "ok")
            return redirect(url_for("exams_manage.paper", exam_id=exam_id), 303)
    return _draw_page(exam, uses, errors), 422


@bp.get("/exams/<exam_id>/paper/preview")
@requires(Permission.EXAM_MANAGE)
def preview(exam_id: str) -> str:
    exam = open_exam(exam_id)
    return render_template(
        "exams_manage/preview.html",
        exam=exam, paper=view_paper(exam), instructions=fragment(exam.instructions),
    )  # fmt: skip


@bp.get("/exams/<exam_id>/paper/print")
@requires(Permission.EXAM_MANAGE)
def print_paper(exam_id: str) -> str:
    exam = open_exam(exam_id)
    what = request.args.get("what", "paper")
    if what not in ("paper", "key", "answers"):
        what = "paper"
    shown = view_paper(exam, with_key=what == "key")
    return render_template(
        "exams_manage/print.html",
        exam=exam, paper=shown, what=what, instructions=fragment(exam.instructions),
    )  # fmt: skip


def _paper_page(exam: Exam, paper: DraftPaper, points: PointsForm) -> str:
    return render_template("exams_manage/paper.html", exam=exam, paper=paper, points=points)


def _read_points(pairs: Iterable[tuple[str, str]]) -> PointsForm:
    form = PointsForm()
    for name, text in pairs:
        if name.startswith("points-"):
            form.read(name.removeprefix("points-"), text)
    return form


def _do(exam: Exam, action: str) -> str:
    """Move or remove a question, as a button of the paper says (`up:…`, `down:…`, `remove:…`)."""
    verb, _colon, public_id = action.partition(":")
    if verb in ("up", "down"):
        drafting.move_item(exam, public_id, -1 if verb == "up" else 1)
        return _("顺序改好了。")
    if verb == "remove":
        drafting.remove_item(exam, public_id)
        return _("已从试卷移除，题目还在题库里。")
    return _("分值存下了。")


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
