"""A class's own synonyms: the list, and groups that are looked at first and then kept or taken back.

Whoever marks may read the list; changing it is for instructors, because it changes what is proposed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from app.accounts.sessions import current_user
from app.authz.gate import load_or_404, may, requires
from app.authz.permissions import Permission
from app.bank.answers.layers import Layer
from app.courses.models import CourseClass
from app.courses.service import get_class
from app.marking import word_effects, word_groups
from app.marking.answers import key_points_of
from app.marking.domain.word_groups import Joined
from app.marking.highlight import highlight
from app.marking.word_effects import Shift
from app.marking.word_group_words import problem_words
from app.marking.word_groups import GroupRefused, Groups, GroupsChanged, Listed
from app.web.clock import now
from app.web.numbers import read_int

bp = Blueprint("class_words", __name__, url_prefix="/classes/<class_id>/words")
LONGEST_TEXT = 2000
MOST_SHOWN = 100
Page = str | Response | tuple[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What somebody wants to do: add groups that were typed or come from another class (`source`), or take
    one back (`undo`)."""

    added: Sequence[Sequence[str]] = ()
    joins: Joined | None = None
    source: CourseClass | None = None
    # The number of the other class's last step (0: no other class).
    source_version: int = 0
    undo: Listed | None = None

    @property
    def groups(self) -> Sequence[Sequence[str]]:
        """The groups that it is about."""
        return [self.undo.words] if self.undo else self.added

    def layer(self, groups: Groups) -> Layer | None:
        """What proposals would be made with."""
        if self.undo is not None:
            return groups.layer_without(self.undo.number)
        return groups.layer_with(self.added)


@bp.get("")
@requires(Permission.MARKING_DO)
def home(class_id: str) -> str:
    course_class = get_class(class_id, "marking.home")
    text = request.args.get("words", "")[:LONGEST_TEXT]
    return _list_page(course_class, word_groups.load_groups(course_class.id), text)


@bp.post("")
@requires(Permission.MARKS_REGRADE)
def preview(class_id: str) -> Page:
    """What adding or taking back a group would change; nothing is stored."""
    course_class = get_class(class_id, "marking.home")
    return _preview_page(course_class)


@bp.post("/take")
@requires(Permission.MARKS_REGRADE)
def take(class_id: str) -> Page:
    """Do what was previewed, and let the chosen marks of the engine follow."""
    course_class = get_class(class_id, "marking.home")
    user = current_user() or abort(401)
    groups = word_groups.load_groups(course_class.id)
    wish = _wish(groups)
    if isinstance(wish, list):
        return _wrong_page(course_class, groups, wish)
    seen, at = read_int(request.form.get("seen", "")) or 0, now()
    try:
        if (read_int(request.form.get("source_seen", "")) or 0) != wish.source_version:
            raise word_groups.changed()
        if wish.undo is not None:
            word_groups.take_back(course_class.id, wish.undo.number, seen, user.id, at)
        else:
            word_groups.add_groups(course_class.id, wish.added, seen, user.id, at)
    except GroupsChanged as error:
        return _preview_page(course_class, error.message, error.status)
    flash(_done_words(wish), "ok")
    if names := set(request.form.getlist("follow")):
        effect = word_effects.weigh(course_class.id, groups.layer, wish.layer(groups))
        done = word_effects.follow(effect, names, user.id, at)
        _tell_followed(done, len(names) - done)
    return redirect(url_for(".home", class_id=class_id), 303)


def _tell_followed(done: int, left: int) -> None:
    if done:
        flash(ngettext("改了 %(num)s 份的分数。", "改了 %(num)s 份的分数。", done), "ok")
    if left:
        told = ngettext(
            "有 %(num)s 份刚刚有人批过或改过，没有动。",
            "有 %(num)s 份刚刚有人批过或改过，没有动。",
            left,
        )
        flash(told, "warn")


def _done_words(wish: Wish) -> str:
    if wish.undo is not None:
        return _("已撤销。以后的建议不再用这一组。")
    count = len(wish.added)
    return ngettext(
        "已存下 %(num)s 组。以后的建议都认得。", "已存下 %(num)s 组。以后的建议都认得。", count
    )


def _wish(groups: Groups) -> Wish | list[str]:
    """What the form asks for, or what is wrong with it, a sentence each."""
    if number := read_int(request.form.get("undo", "")):
        found = groups.find(number)
        return Wish(undo=found) if found else [_("这一组没有，或已经撤销了。")]
    wish = _borrowed(groups) if request.form.get("from") else _typed(groups)
    try:
        if isinstance(wish, Wish):
            word_groups.refuse_if_full(groups, len(wish.added))
    except GroupRefused as error:
        return [error.message]
    return wish


def _typed(groups: Groups) -> Wish | list[str]:
    checked = word_groups.check_words(request.form.get("words", "")[:LONGEST_TEXT], groups)
    if checked.problems:
        return [problem_words(problem) for problem in checked.problems]
    return Wish(added=[checked.words], joins=checked.joins)


def _borrowed(groups: Groups) -> Wish | list[str]:
    """All that another class has and this one lacks; its instructors alone may take it over."""
    source = load_or_404(CourseClass, public_id=request.form["from"])
    others = word_groups.load_groups(source.id)
    added = word_groups.new_here(others, groups)
    if not added:
        return [_("那个班没有本班还能加的同义词。")]
    return Wish(added=added, source=source, source_version=others.version)


def _wrong_page(course_class: CourseClass, groups: Groups, wrong: list[str]) -> tuple[str, int]:
    text = request.form.get("words", "")[:LONGEST_TEXT]
    return _list_page(course_class, groups, text, wrong), 422


def _list_page(
    course_class: CourseClass, groups: Groups, text: str = "", wrong: list[str] | None = None
) -> str:
    may_change = may(Permission.MARKS_REGRADE, course_class.authz_facts())
    user = current_user()
    lending = word_groups.list_lending(course_class.id, user.id) if user and may_change else []
    return render_template(
        "marking/words.html",
        course_class=course_class,
        may_change=may_change,
        lending=[(one.public_id, f"{one.name} {one.term}".strip()) for one in lending],
        groups=groups,
        text=text,
        wrong=wrong or [],
    )


def _preview_page(course_class: CourseClass, refused: str = "", status: int = 200) -> Page:
    groups = word_groups.load_groups(course_class.id)
    wish = _wish(groups)
    if isinstance(wish, list):
        return _wrong_page(course_class, groups, [refused, *wish] if refused else wish)
    effect = word_effects.weigh(course_class.id, groups.layer, wish.layer(groups))
    page = render_template(
        "marking/words_preview.html",
        course_class=course_class,
        groups=groups,
        wish=wish,
        effect=effect,
        most_shown=MOST_SHOWN,
        refused=refused,
        shown_text=_shown_text,
    )
    return page, status


def _shown_text(shift: Shift) -> str:
    numbers = {point.id: number for number, point in enumerate(key_points_of(shift.part), 1)}
    return highlight(shift.row.text, shift.after.spans, numbers, shift.after.halves)
