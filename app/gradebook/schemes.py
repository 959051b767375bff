"""Changing the scheme of a class: its categories, weights, lines and rounding."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from flask_babel import gettext as _
from sqlalchemy.exc import IntegrityError

from app.database import writing
from app.extensions import db
from app.gradebook.domain.totals import Mode
from app.gradebook.models import GradeCategory, GradeScheme
from app.gradebook.presets import PRESETS
from app.gradebook.service import add_categories, find_scheme, get_scheme
from app.web.errors import DomainError
from app.web.numbers import plain, read_int, read_number

HUNDRED = Decimal(100)
LONGEST_NAME = 40
MOST_CATEGORIES = 12
MOST_DROPPED = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class CategoryInput:
    """A category as typed; `id` None adds one. A row without name and weight is left out."""

    id: int | None
    name: str
    weight: str
    is_final: bool = False
    mode: str = Mode.WEIGHTS
    drop: str = "0"

    @property
    def is_empty(self) -> bool:
        return not self.name.strip() and not self.weight.strip()


class SchemeError(DomainError):
    """The categories cannot be stored so; nothing was changed."""

    status = 422


def shown(scheme: GradeScheme) -> list[CategoryInput]:
    """The categories as their inputs show them."""
    return [
        CategoryInput(
            id=c.id,
            name=c.name,
            weight=plain(c.weight),
            is_final=c.is_final,
            mode=c.mode,
            drop=str(c.drop_lowest),
        )
        for c in scheme.categories
    ]


def save_scheme(
    class_id: int, values: Mapping[str, object], inputs: Sequence[CategoryInput]
) -> None:
    """Store lines, rounding and categories; raises SchemeError, and then stores nothing."""
    rows = [(row, _weight(row)) for row in inputs if not row.is_empty]
    _check(rows)
    get_scheme(class_id)
    try:
        with writing():
            scheme = _held(class_id)
            for name, value in values.items():
                setattr(scheme, name, value)
            own = {category.id: category for category in scheme.categories}
            kept = {row.id for row, _weight_ in rows if row.id in own}
            for category in own.values():
                if category.id not in kept:
                    _remove(category)
            for position, (row, weight) in enumerate(rows, 1):
                category = own.get(row.id or 0) or GradeCategory(class_id=class_id)
                category.position, category.name = position, row.name.strip()
                category.weight, category.is_final = weight, row.is_final
                category.mode, category.drop_lowest = Mode(row.mode), _drop(row)
                db.session.add(category)
    except IntegrityError:
        raise SchemeError(_in_use()) from None


def apply_preset(class_id: int, name: str) -> None:
    """Replace the categories by a preset; only while no column hangs on the present ones."""
    get_scheme(class_id)
    try:
        with writing():
            scheme = _held(class_id)
            if any(category.columns for category in scheme.categories):
                raise DomainError(
                    _("已有成绩列，不能整套换方案。可以逐项改名称和权重。"), status=409
                )
            for category in scheme.categories:
                db.session.delete(category)
            db.session.flush()
            add_categories(class_id, PRESETS[name])
    except IntegrityError:
        raise DomainError(_in_use(), status=409) from None


def _held(class_id: int) -> GradeScheme:
    """The scheme as it is now, locked against others who change it."""
    db.session.get_one(GradeScheme, class_id, with_for_update=True, populate_existing=True)
    scheme = find_scheme(class_id)
    if scheme is None:
        raise LookupError(f"no scheme of class {class_id}")
    return scheme


def _remove(category: GradeCategory) -> None:
    if category.columns:
        raise SchemeError(
            _("“%(name)s”里有成绩列，不能去掉。请先把那些列改到别的类。", name=category.name)
        )
    db.session.delete(category)


def _weight(row: CategoryInput) -> Decimal:
    weight = read_number(row.weight)
    if weight is None or weight > HUNDRED:
        name = row.name.strip() or "—"
        raise SchemeError(_("“%(name)s”的权重请填 0 到 100，最多两位小数。", name=name))
    return weight


def _drop(row: CategoryInput) -> int:
    drop = read_int(row.drop or "0", MOST_DROPPED)
    if drop is None:
        raise SchemeError(
            _("“%(name)s”去掉的最低分请填 0 到 %(n)s。", name=row.name.strip(), n=MOST_DROPPED)
        )
    return drop


def _check(rows: Sequence[tuple[CategoryInput, Decimal]]) -> None:
    names = [row.name.strip() for row, _weight_ in rows]
    if not rows:
        raise SchemeError(_("至少要有一类成绩。"))
    if not all(names):
        raise SchemeError(_("每一类都要有名称。"))
    if any(len(name) > LONGEST_NAME for name in names):
        raise SchemeError(_("名称最多 %(n)s 个字。", n=LONGEST_NAME))
    if len(set(names)) < len(names):
        raise SchemeError(_("有两类同名，请改一个。"))
    total = sum((weight for _row, weight in rows), Decimal(0))
    if total != HUNDRED:
        raise SchemeError(_("权重合计要正好 100，现在是 %(total)s。", total=plain(total)))
    for row, _of_100 in rows:
        _drop(row)
        if row.mode not in set(Mode):
            raise SchemeError(_("请从列出的几项里选。"))
    if sum(row.is_final for row, _weight_ in rows) > 1:
        raise SchemeError(_("只能有一类是期末。"))


def _in_use() -> str:
    return _("有考试要计入去掉的那一类。请先在考试的设置里换一类，再去掉它。")
