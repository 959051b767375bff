"""Cases in a class, for those who teach it: opened, watched, marked, released."""

from __future__ import annotations

from flask import abort, flash, jsonify, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.authz.gate import load_or_404, requires
from app.authz.permissions import Permission
from app.cases import marks, openings
from app.cases import review_manage as review_manage  # their routes hang on the same blueprint
from app.cases import talk_manage as talk_manage
from app.cases import team_manage as team_manage
from app.cases.blueprint import manage as bp
from app.cases.domain.marking import criteria_by_question, rubric_of
from app.cases.library import plans_of, points_of
from app.cases.models import CaseOpening, CaseWork
from app.cases.opening_form import opening_form
from app.cases.own import find_own, list_own, sound_text
from app.cases.release import post_again
from app.cases.release import release as release_marks
from app.cases.staff import PLACE, get_opening, me
from app.cases.tally import as_data, tally
from app.cases.texts import parse_case, shipped_cases, shipped_text
from app.cases.views import case_page, teacher_page
from app.cases.words import KINDS, OPENS, STATUSES
from app.cases.works import rules_of, work_desk
from app.courses.models import CourseClass
from app.courses.service import get_class
from app.extensions import db
from app.gradebook.service import get_scheme
from app.marking.ledger import MarkedMeanwhile
from app.marking.rubric_form import read_judgements
from app.marking.rubrics import Judgement, JudgementError
from app.web.clock import now
from app.web.pages import slice_page
from app.web.shell import enter_class

PER_PAGE = 100
Page = Response | str | tuple[str, int]


@bp.get("/classes/<class_id>/cases")
@requires(Permission.CASE_WATCH)
def home(class_id: str) -> str:
    course_class = get_class(class_id)
    return render_template(
        "cases_manage/home.html",
        course_class=course_class,
        cards=openings.list_openings(course_class.id),
        cases=list(shipped_cases().values()),
        words={"kinds": KINDS, "statuses": STATUSES},
        now=now(),
    )


@bp.route("/classes/<class_id>/cases/new", methods=["GET", "POST"])
@requires(Permission.CASE_MANAGE)
def new(class_id: str) -> Page:
    """Open a case for the class: choose one, then settle when its parts show."""
    course_class = get_class(class_id, PLACE)
    text = _text_of(request.values.get("case", ""))
    if text is None:
        return render_template(
            "cases_manage/choose.html",
            course_class=course_class,
            cases=list(shipped_cases().values()),
            own=[(card.own, card.case) for card in list_own(me().id) if card.case],
            words={"kinds": KINDS, "statuses": STATUSES},
        )
    case = parse_case(text)
    form = opening_form(case, None, get_scheme(course_class.id).categories)
    if form.validate_on_submit():
        opening = openings.open_case(course_class.id, text, form.settings(), me().id, now())
        flash(_("班里的学生现在看得到这个案例了。"), "ok")
        return redirect(url_for(".opening", opening_id=opening.public_id))
    page = render_template(
        "cases_manage/settings.html",
        course_class=course_class,
        form=form,
        case=case,
        opening=None,
        chosen=request.values["case"],
    )
    return (page, 422) if form.errors else page


@bp.get("/class-cases/<opening_id>/manage")
@requires(Permission.CASE_WATCH)
def opening(opening_id: str) -> str:
    """Who is how far, and what can be done next."""
    opening, course_class = get_opening(opening_id)
    marks.settle(opening, now())
    case = parse_case(opening.text.text)
    rules = rules_of(opening)
    rows = marks.list_works(opening, now())
    return render_template(
        "cases_manage/opening.html",
        course_class=course_class,
        opening=opening,
        case=case,
        rows=rows,
        page=slice_page(rows, PER_PAGE),
        handed_in={part.id: sum(part.id in row.committed for row in rows) for part in case.parts},
        opened={id_ for id_, rule in rules.items() if rule.opens_for_all(now())},
        words={"opens": OPENS},
        now=now(),
    )


@bp.route("/class-cases/<opening_id>/settings", methods=["GET", "POST"])
@requires(Permission.CASE_MANAGE)
def settings(opening_id: str) -> Page:
    opening, course_class = get_opening(opening_id)
    case = parse_case(opening.text.text)
    form = opening_form(case, opening, get_scheme(course_class.id).categories)
    if form.validate_on_submit():
        openings.change_opening(opening.id, form.settings(), now())
        flash(_("设置已存下。"), "ok")
        return redirect(url_for(".opening", opening_id=opening.public_id))
    page = render_template(
        "cases_manage/settings.html",
        course_class=course_class,
        form=form,
        case=case,
        opening=opening,
    )
    return (page, 422) if form.errors else page


@bp.post("/class-cases/<opening_id>/open-part")
@requires(Permission.CASE_MANAGE)
def open_part(opening_id: str) -> Response:
    """Open a part to everybody; the answers before it are final with that."""
    opening, _class = get_opening(opening_id)
    openings.open_part(opening.id, request.form.get("part", ""), now())
    flash(_("已开放。前一部分按最后保存的收了。"), "ok")
    return redirect(url_for(".opening", opening_id=opening.public_id))


@bp.post("/class-cases/<opening_id>/withdraw")
@requires(Permission.CASE_MANAGE)
def withdraw(opening_id: str) -> Response:
    """Take the case from the students' pages, or give it back."""
    opening, _class = get_opening(opening_id)
    back = request.form.get("act") == "back"
    openings.withdraw(opening.id, None if back else now())
    flash(_("学生又看得到了。") if back else _("已收起，学生看不到了，写的都还在。"), "ok")
    return redirect(url_for(".opening", opening_id=opening.public_id))


@bp.post("/class-cases/<opening_id>/release")
@requires(Permission.CASE_MANAGE)
def release(opening_id: str) -> Response:
    opening, _class = get_opening(opening_id)
    release_marks(opening, me().id, now())
    flash(_("成绩和要点都公布了。"), "ok")
    return redirect(url_for(".opening", opening_id=opening.public_id))


@bp.get("/case-works/<work_id>")
@requires(Permission.CASE_WATCH)
def work(work_id: str) -> str:
    """One work with its rubric, to be marked."""
    row, opening, course_class = _work(work_id)
    marks.settle(opening, now())
    return _work_page(row, opening, course_class)


@bp.post("/case-works/<work_id>")
@requires(Permission.CASE_WATCH)
def mark(work_id: str) -> Page:
    """Store a person's marks; with `act=confirm` the rest of the machine's are taken over."""
    row, opening, course_class = _work(work_id)
    rubric = rubric_of(parse_case(opening.text.text))
    typed = read_judgements(request.form, rubric)
    confirming = request.form.get("act") == "confirm"
    try:
        count = marks.judge_work(
            opening, row, typed.values(), me().id, now(), confirming=confirming
        )
    except JudgementError as error:
        return _work_page(row, opening, course_class, typed, error.errors), 422
    except MarkedMeanwhile as clash:
        flash(clash.message, "warn")
        return _work_page(row, opening, course_class, typed), 409
    post_again(opening, me().id, now())
    flash(_("已记下。") if count else _("没有改动，什么都没有存。"), "ok")
    return redirect(url_for(".work", work_id=row.public_id))


@bp.get("/class-cases/<opening_id>/screen")
@requires(Permission.CASE_WATCH)
def screen(opening_id: str) -> str:
    """For the projector: large, without names."""
    opening, course_class = get_opening(opening_id)
    marks.settle(opening, now())
    case = parse_case(opening.text.text)
    parts = tally(opening, now())
    return render_template(
        "cases_manage/screen.html",
        course_class=course_class,
        opening=opening,
        case=case,
        parts=parts,
        later=len(case.parts) - len(parts),
    )


@bp.get("/class-cases/<opening_id>/screen/counts")
@requires(Permission.CASE_WATCH)
def screen_counts(opening_id: str) -> Response:
    opening, _class = get_opening(opening_id)
    marks.settle(opening, now())
    return jsonify(parts=as_data(tally(opening, now())))


@bp.get("/class-cases/<opening_id>/full")
@requires(Permission.CASE_MANAGE)
def opened_full(opening_id: str) -> str:
    """The frozen case whole, with keys and teaching note."""
    opening, course_class = get_opening(opening_id)
    case = parse_case(opening.text.text)
    return render_template(
        "cases_manage/full.html",
        page=teacher_page(case),
        case=case,
        course_class=course_class,
        opening=opening,
        plans=plans_of(case),
        points=points_of(case),
        words={"kinds": KINDS, "statuses": STATUSES},
    )


@bp.get("/cases/<case_id>/teacher")
@requires(Permission.CASE_MANAGE)
def full(case_id: str) -> str:
    """A case of the course whole, with keys and teaching note."""
    case = shipped_cases().get(case_id) or abort(404)
    return render_template(
        "cases_manage/full.html",
        page=teacher_page(case),
        case=case,
        course_class=None,
        opening=None,
        plans=plans_of(case),
        points=points_of(case),
        words={"kinds": KINDS, "statuses": STATUSES},
    )


def _work(work_id: str) -> tuple[CaseWork, CaseOpening, CourseClass]:
    row = load_or_404(CaseWork, public_id=work_id)
    if row.opening is None:
        abort(404)  # somebody's own: nobody else's business
    course_class = db.session.get_one(CourseClass, row.opening.class_id)
    enter_class(course_class, PLACE)
    return row, row.opening, course_class


def _work_page(
    row: CaseWork,
    opening: CaseOpening,
    course_class: CourseClass,
    typed: dict[int, Judgement] | None = None,
    errors: dict[int, str] | None = None,
) -> str:
    case = parse_case(opening.text.text)
    desk = work_desk(row, opening, now())
    rows = marks.list_works(opening, now())
    at = next((n for n, one in enumerate(rows) if one.work.id == row.id), 0)
    return render_template(
        "cases_manage/work.html",
        course_class=course_class,
        opening=opening,
        case=case,
        work=row,
        name=marks.owner_name(row),
        page=case_page(desk, for_staff=True),
        marked=marks.marked_of(opening, row.id),
        criteria=criteria_by_question(case),
        typed=typed or {},
        errors=errors or {},
        before=rows[at - 1] if at else None,
        after=rows[at + 1] if at + 1 < len(rows) else None,
    )


def _text_of(chosen: str) -> str | None:
    """The text of a case that was chosen: of the course, or of one's own."""
    own = find_own(chosen, me().id) if chosen else None
    if own is not None:
        return sound_text(own)
    return shipped_text(chosen) if chosen else None
