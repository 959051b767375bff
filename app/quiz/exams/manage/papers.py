"""The paper of an exam, form by form: looking at it, changing it, previewing and printing it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from secrets import randbelow

from flask import flash, redirect, render_template, request
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from app.authz.gate import requires
from app.authz.permissions import Permission
from app.bank.views import fragment
from app.quiz.exams import arranging, drafting, parallel
from app.quiz.exams.arranging import ArrangeError, pool_words
from app.quiz.exams.authoring import open_exam, stage_of
from app.quiz.exams.drafting import load_draft, read_points
from app.quiz.exams.drawing import LARGEST_SEED
from app.quiz.exams.manage.blueprint import asked_form, bp, paper_url
from app.quiz.exams.parallel import ParallelError
from app.quiz.exams.publishing import form_name
from app.quiz.exams.sheets import (
    LARGEST_SAMPLE,
    SAMPLE_SEED,
    view_as_candidate,
    view_paper,
    view_whole,
)
from app.quiz.models import Exam
from app.web.clock import now
from app.web.numbers import read_int

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
            exam=exam, paper=view_whole(exam, asked_form()), stage=stage_of(exam, now()),
        )  # fmt: skip
    return paper_page(exam)


@bp.post("/exams/<exam_id>/paper")
@requires(Permission.EXAM_MANAGE)
def change_paper(exam_id: str) -> Page:
    """Store the typed marks, and do what the pressed button says; both or nothing."""
    exam, label = open_exam(exam_id), asked_form()
    verb, key = _pressed()
    typed = _read_points(request.form.items())
    if verb == "each":
        typed.read(f"each-{key}", request.form.get(f"each-{key}", ""))
    if typed.errors:
        return paper_page(exam, typed), 422
    each = typed.values.pop(f"each-{key}", None)
    try:
        told, place = drafting.change(
            exam, typed.values, label, lambda: _do(exam, label, verb, key, each)
        )
    except (ArrangeError, ParallelError) as error:
        return paper_page(exam, typed, refused=error.message), error.status
    flash(told, "ok")
    return redirect(paper_url(exam, label) + place, 303)


@bp.post("/exams/<exam_id>/paper/clear")
@requires(Permission.EXAM_MANAGE)
def clear(exam_id: str) -> Response:
    exam = open_exam(exam_id)
    drafting.clear_paper(exam, asked_form())
    flash(_("试卷已清空，题目都还在题库里。"), "ok")
    return redirect(paper_url(exam), 303)


@bp.get("/exams/<exam_id>/paper/preview")
@requires(Permission.EXAM_MANAGE)
def preview(exam_id: str) -> str:
    exam, sample = open_exam(exam_id), _sample()
    return render_template(
        "exams_manage/preview.html",
        exam=exam, paper=view_as_candidate(exam, asked_form(), sample=sample), sample=sample,
        instructions=fragment(exam.instructions), form_name=form_name,
    )  # fmt: skip


@bp.get("/exams/<exam_id>/paper/print")
@requires(Permission.EXAM_MANAGE)
def print_paper(exam_id: str) -> str:
    exam, sample = open_exam(exam_id), _sample()
    what = request.args.get("what", "paper")
    if what not in ("paper", "key", "answers"):
        what = "paper"
    shown = view_paper(exam, asked_form(), with_key=what == "key", sample=sample)
    return render_template(
        "exams_manage/print.html",
        exam=exam, paper=shown, what=what, sample=sample, form_name=form_name,
        instructions=fragment(exam.instructions),
    )  # fmt: skip


def paper_page(exam: Exam, points: PointsForm | None = None, *, refused: str = "") -> str:
    """The page of one form of a draft, with what was typed and why it was refused."""
    draft = load_draft(exam)
    return render_template(
        "exams_manage/paper.html",
        exam=exam,
        draft=draft,
        paper=draft.find(asked_form()),
        points=points or PointsForm(),
        typed=request.form,
        ticked=set(request.form.getlist("item")),
        refused=refused,
        order=drafting.section_order(exam),
        pool_words=pool_words,
        form_name=form_name,
        limits={"title": arranging.LONGEST_TITLE, "name": arranging.LONGEST_NAME},
    )


def _sample() -> int:
    """The sample asked for: what is drawn and shuffled by it."""
    return read_int(request.args.get("sample", ""), LARGEST_SAMPLE) or SAMPLE_SEED


def _read_points(pairs: Iterable[tuple[str, str]]) -> PointsForm:
    form = PointsForm()
    for name, text in pairs:
        if name.startswith("points-"):
            form.read(name.removeprefix("points-"), text)
    return form


def _pressed() -> tuple[str, str]:
    """The button that was pressed, as (verb, what it is about).

    Enter in a field presses none: marks typed for one whole section are then meant for it.
    """
    verb, _colon, key = request.form.get("do", "").partition(":")
    each = [name for name, text in request.form.items() if name.startswith("each-") and text]
    if not verb and len(each) == 1:
        return "each", each[0].removeprefix("each-")
    return verb, key


def _do(exam: Exam, label: str, verb: str, key: str, each: Decimal | None) -> tuple[str, str]:
    """What a button of the paper says: with one question (`up:…`), a section, or all ticked ones.

    Returns what to tell, and where on the page to go on.
    """
    if verb in ("up", "down"):
        drafting.move_item(exam, key, -1 if verb == "up" else 1, label)
        return _("顺序改好了。"), f"#q-{key}"
    if verb == "swap":
        item = parallel.replace_item(exam, key, randbelow(LARGEST_SEED), label)
        return _("换上了“%(title)s”。", title=item.title[:40]), f"#q-{item.public_id}"
    if verb == "remove":
        drafting.remove_items(exam, [key], label)
        return _("已从试卷移除，题目还在题库里。"), ""
    if verb == "each" and each is not None:
        drafting.set_points_of_section(exam, key, each, label)
        return _("这个大题每题的分值都改好了。"), ""
    if verb in TICKED:
        ticked = request.form.getlist("item")
        if not ticked and verb != "parallel":
            raise ArrangeError(_("还没有勾选题目。请先勾选，再按按钮。"))
        return _do_ticked(exam, label, verb, ticked, request.form), ""
    return _("分值存下了。"), ""


TICKED = ("section", "pool", "unpool", "drop", "copy", "shift", "parallel")


def _do_ticked(
    exam: Exam, label: str, verb: str, ticked: list[str], typed: Mapping[str, str]
) -> str:
    """What a button does to all ticked questions; returns what to tell."""
    match verb:
        case "section":
            n = arranging.put_in_section(exam, ticked, typed.get("section", ""), label)
            return ngettext("已移动 %(num)s 题。", "已移动 %(num)s 题。", n)
        case "pool":
            take = read_int(typed.get("take", ""), drafting.MOST_QUESTIONS)
            if not take:
                raise ArrangeError(_("请填每人从题池里抽几题，例如 2。"))
            name = arranging.put_in_pool(exam, ticked, typed.get("pool", ""), take, label)
            return _("已放进题池“%(name)s”，每人抽 %(n)s 题。", name=name, n=take)
        case "unpool":
            arranging.take_out_of_pool(exam, ticked, label)
            return _("已移出题池，人人都考这些题。")
        case "drop":
            n = drafting.remove_items(exam, ticked, label)
            return ngettext("已移除 %(num)s 题。", "已移除 %(num)s 题。", n)
        case "parallel":
            seed, unused = randbelow(LARGEST_SEED) + 1, exam.form_rule == "single"
            n = parallel.draw_parallel(exam, ticked, seed)
            told = _("B 卷抽好了：另抽 %(n)s 题，随机种子 %(seed)s。", n=n, seed=seed)
            lot = _("分卷方式改成了“每人抽签”，要按座位分或都考 A 卷，可以在“A、B 卷”里改。")
            return told + lot if unused else told
        case _:
            n = parallel.share_items(exam, ticked, label, move=verb == "shift")
            return ngettext("另一卷加入了 %(num)s 题。", "另一卷加入了 %(num)s 题。", n)
