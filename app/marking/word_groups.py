"""A class's own synonyms (本班的同义词): what holds, and adding and taking back groups of them.

A class is what a teacher owns, as it is for exams and marks: one teacher's words never change what is
proposed in the class of another.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from pathlib import Path

from flask import current_app
from flask_babel import gettext as _
from sqlalchemy import Select, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import aliased, joinedload

from app.authz.permissions import Role
from app.bank.answers.layers import Layer, layer_of
from app.bank.lexicon import read_lexicon
from app.courses.models import CourseClass, Enrolment
from app.database import writing
from app.extensions import db
from app.marking.desk_models import WordGroup
from app.marking.domain.word_groups import Checked, check
from app.web.errors import DomainError

MOST_GROUPS = 200


class GroupsChanged(DomainError):
    """Somebody else changed the class's groups meanwhile; nothing was stored."""

    status = 409


class GroupRefused(DomainError):
    """The group cannot be kept, or is not there to be taken back; nothing was stored."""

    status = 422


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """A group in the class's list. `gone` is the step that took it back, None while it holds."""

    step: WordGroup
    gone: WordGroup | None

    @property
    def number(self) -> int:
        return self.step.number

    @property
    def words(self) -> Sequence[str]:
        return self.step.words


@dataclass(frozen=True, slots=True, kw_only=True)
class Groups:
    """All groups of a class, the newest first. `version` is the number of its last step (0: none)."""

    listed: Sequence[Listed]
    version: int

    @property
    def standing(self) -> list[Listed]:
        return [one for one in self.listed if one.gone is None]

    @property
    def gone(self) -> list[Listed]:
        return [one for one in self.listed if one.gone is not None]

    @property
    def layer(self) -> Layer | None:
        """What proposals are made with now."""
        return layer_of(one.words for one in reversed(self.standing))

    def find(self, number: int | None) -> Listed | None:
        """The group of this number, if it holds."""
        return next((one for one in self.standing if one.number == number), None)

    def layer_with(self, more: Sequence[Sequence[str]]) -> Layer | None:
        """What proposals would be made with if these were groups as well."""
        return layer_of([*(one.words for one in reversed(self.standing)), *more])

    def layer_without(self, number: int) -> Layer | None:
        """What proposals would be made with if this group did not hold."""
        left = [one for one in reversed(self.standing) if one.number != number]
        return layer_of(one.words for one in left)


@dataclass(frozen=True)
class ClassLayer:
    """The layer of a class, looked up when the first answer asks for it: one SQL statement at most.

    To be kept no longer than a page, or a step of a job, takes.
    """

    class_id: int

    def __call__(self) -> Layer | None:
        return self._layer

    @cached_property
    def _layer(self) -> Layer | None:
        return load_layer(self.class_id)


@dataclass(frozen=True)
class LearnerLayer:
    """The same of all classes that a person is in, for answers that belong to none of them."""

    user_id: int

    def __call__(self) -> Layer | None:
        return self._layer

    @cached_property
    def _layer(self) -> Layer | None:
        inside = select(Enrolment.class_id).where(
            Enrolment.user_id == self.user_id, Enrolment.left_at.is_(None)
        )
        return layer_of(db.session.scalars(_standing().where(WordGroup.class_id.in_(inside))))


def load_layer(class_id: int) -> Layer | None:
    """The groups of a class that hold, None where there are none; one SQL statement."""
    return layer_of(db.session.scalars(_standing().where(WordGroup.class_id == class_id)))


def load_groups(class_id: int) -> Groups:
    """All groups of a class with who added and who took them back; one SQL statement."""
    query = (
        select(WordGroup)
        .where(WordGroup.class_id == class_id)
        .options(joinedload(WordGroup.author))
        .order_by(WordGroup.number.desc())
        .execution_options(populate_existing=True)
    )
    steps = list(db.session.scalars(query))
    undone = {step.undoes: step for step in steps if step.undoes is not None}
    listed = [
        Listed(step=step, gone=undone.get(step.number)) for step in steps if step.undoes is None
    ]
    return Groups(listed=listed, version=steps[0].number if steps else 0)


def check_words(text: str, groups: Groups) -> Checked:
    """What is wrong with a group that was typed, one wording a line. No SQL."""
    lexicon = read_lexicon(Path(str(current_app.config["CONTENT"])))
    return check(text, lexicon, [one.words for one in groups.standing])


def new_here(others: Groups, groups: Groups) -> list[Sequence[str]]:
    """The groups of another class that can be taken over into this one, the oldest first. No SQL."""
    return [
        one.words
        for one in reversed(others.standing)
        if not check_words("\n".join(one.words), groups).problems
    ]


def list_lending(class_id: int, user_id: int) -> list[CourseClass]:
    """The other classes that a person leads and that have groups, the newest first; one SQL statement."""
    leads = select(Enrolment.class_id).where(
        Enrolment.user_id == user_id,
        Enrolment.role == Role.INSTRUCTOR,
        Enrolment.left_at.is_(None),
    )
    held = _standing().with_only_columns(WordGroup.class_id).order_by(None)
    query = (
        select(CourseClass)
        .where(CourseClass.id.in_(leads), CourseClass.id.in_(held), CourseClass.id != class_id)
        .order_by(CourseClass.id.desc())
    )
    return list(db.session.scalars(query))


def add_groups(
    class_id: int, added: Sequence[Sequence[str]], seen: int, author_id: int, at: datetime
) -> None:
    """Let the wordings of each of these groups mean the same from now on, all of them or none. `seen` is
    the version that was looked at.

    Raises GroupsChanged where that is not the newest, GroupRefused for what cannot be a group.
    """
    with writing():
        groups = _unchanged(class_id, seen)
        refuse_if_full(groups, len(added))
        for number, words in enumerate(added, groups.version + 1):
            if check_words("\n".join(words), groups).problems:
                raise GroupRefused(_("这一组不能这样存，请回到上一页改。"))
            _add(class_id, number, author_id, at, words=words)


def take_back(class_id: int, number: int, seen: int, author_id: int, at: datetime) -> WordGroup:
    """Let a group hold no more. Raises as `add_groups` does."""
    with writing():
        groups = _unchanged(class_id, seen)
        if groups.find(number) is None:
            raise GroupRefused(_("这一组没有，或已经撤销了。"))
        return _add(class_id, groups.version + 1, author_id, at, undoes=number)


def refuse_if_full(groups: Groups, more: int = 1) -> None:
    """Raise GroupRefused where so many more groups are more than a class can have."""
    if len(groups.standing) + more > MOST_GROUPS:
        told = _("本班已经有 %(n)s 组，最多 %(most)s 组。请先撤销用不着的。",
            n=len(groups.standing), most=MOST_GROUPS)  # fmt: skip
        raise GroupRefused(told)


def _standing() -> Select[list[str]]:
    undone = aliased(WordGroup)
    taken_back = (
        select(undone.id)
        .where(undone.class_id == WordGroup.class_id, undone.undoes == WordGroup.number)
        .exists()
    )
    return (
        select(WordGroup.words)
        .where(WordGroup.undoes.is_(None), ~taken_back)
        .order_by(WordGroup.class_id, WordGroup.number)
    )


def _unchanged(class_id: int, seen: int) -> Groups:
    groups = load_groups(class_id)
    if groups.version != seen:
        raise changed()
    return groups


def _add(
    class_id: int, number: int, author_id: int, at: datetime,
    *, words: Sequence[str] = (), undoes: int | None = None,
) -> WordGroup:  # fmt: skip
    step = WordGroup(
        class_id=class_id, number=number, undoes=undoes, words=list(words),
        author_id=author_id, created_at=at,
    )  # fmt: skip
    try:
        with db.session.begin_nested():
            db.session.add(step)
    except IntegrityError:
        raise changed() from None
    return step


def changed() -> GroupsChanged:
    """What is raised where the groups are not those that were looked at."""
    return GroupsChanged(_("别人刚刚也改了本班的同义词，你的没有存。请看过现在的情况再定。"))
