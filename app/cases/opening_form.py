"""The settings of an opened case: a form with a line for each of its later parts."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, SelectField, StringField
from wtforms.validators import Optional

from app.cases.domain.case import Case, Opens
from app.cases.domain.reveal import Rule
from app.cases.models import CaseOpening
from app.cases.openings import Settings
from app.cases.words import OPENS
from app.gradebook.forms import REFUSALS, LocalTimeField
from app.gradebook.models import GradeCategory
from app.web.forms import Form, add_error, at_most, choices, required, strip
from app.web.i18n import local_zone

NOWHERE = "0"


class OpeningForm(Form):
    """What the instructor decides about a case; `part_fields` are added for each later part."""

    title = StringField(_l("名称"), filters=[strip], validators=[required(), at_most(80)])
    closes_at = LocalTimeField(
        _l("截止时间"),
        validators=[Optional()],
        description=_l("到时间不能再写，各部分按最后保存的收。不填就不截止。"),
    )
    category = SelectField(
        _l("成绩计入"),
        **REFUSALS,
        description=_l("公布时成绩写进成绩册的这一类。"),
    )
    in_teams = BooleanField(
        _l("分组做"), description=_l("一组交一份。先在“分组”页分好组，学生才能开始。")
    )
    post_first = BooleanField(
        _l("先发言再看别人的"), default=True, description=_l("讨论和批注都按这个。")
    )
    may_hide_name = BooleanField(
        _l("发言可以对同学不具名"), default=True, description=_l("老师始终看得到是谁。")
    )

    case: Case

    def part_fields(self) -> list[tuple[int, Any, Any]]:
        """(number of the part, its rule, its time) of each later part."""
        return [
            (n, self[f"opens_{n}"], self[f"at_{n}"]) for n in range(2, len(self.case.parts) + 1)
        ]

    def validate(self, extra_validators: Any = None) -> bool:
        ok = super().validate(extra_validators)
        before: datetime | None = None
        for _n, opens, at in self.part_fields():
            if opens.data != Opens.DATE.value:
                continue
            if at.data is None:
                add_error(at, _("请填开放的时间。"))
                ok = False
            elif before is not None and at.data < before:
                add_error(at, _("不能早于前一部分。"))
                ok = False
            before = at.data or before
        return ok

    def settings(self) -> Settings:
        """What is to be stored."""
        rules = {
            self.case.parts[n - 1].id: Rule(
                Opens(opens.data), to_utc(at.data) if opens.data == Opens.DATE.value else None
            )
            for n, opens, at in self.part_fields()
        }
        return Settings(
            title=self.title.data or "",
            rules=rules,
            closes_at=to_utc(self.closes_at.data),
            category_id=int(self.category.data) or None,
            in_teams=self.in_teams.data,
            post_first=self.post_first.data,
            may_hide_name=self.may_hide_name.data,
        )


def opening_form(
    case: Case, opening: CaseOpening | None, categories: Sequence[GradeCategory]
) -> OpeningForm:
    """The form for a case, filled from an opened one or from what the case itself proposes."""
    fields: dict[str, Any] = {}
    for n in range(2, len(case.parts) + 1):
        fields[f"opens_{n}"] = SelectField(
            _("第 %(n)s 部分什么时候开放", n=n),
            choices=choices((one.value, OPENS[one]) for one in Opens if one is not Opens.START),
            **REFUSALS,
        )
        fields[f"at_{n}"] = LocalTimeField(
            _("第 %(n)s 部分的开放时间", n=n),
            validators=[Optional()],
            description=_("只在选“到时间开放”时用。"),
        )
    form: OpeningForm = type("CaseOpeningForm", (OpeningForm,), fields)(
        data=_values(case, opening, categories)
    )
    form.case = case
    form.category.choices = choices(
        [(NOWHERE, _("不计入成绩册")), *((str(one.id), one.name) for one in categories)]
    )
    return form


def to_utc(local: datetime | None) -> datetime | None:
    return local.replace(tzinfo=local_zone()).astimezone(UTC) if local else None


def read_local(text: str) -> tuple[datetime | None, bool]:
    """The instant that a date and time field sent, and whether it could be read ("" is no instant)."""
    if not text.strip():
        return None, True
    try:
        return to_utc(datetime.fromisoformat(text.strip())), True
    except ValueError:
        return None, False


def show_local(at: datetime | None) -> str:
    """An instant as a date and time field shows it."""
    local = _local(at)
    return local.strftime("%Y-%m-%dT%H:%M") if local else ""


def _local(at: datetime | None) -> datetime | None:
    return at.astimezone(local_zone()) if at else None


def _values(
    case: Case, opening: CaseOpening | None, categories: Sequence[GradeCategory]
) -> dict[str, Any]:
    if opening is None:
        first = str(categories[0].id) if categories else NOWHERE
        values: dict[str, Any] = {"title": case.title, "category": first}
        values |= {f"opens_{n}": part.opens.value for n, part in enumerate(case.parts, 1)}
        return values
    values = {
        "title": opening.title,
        "closes_at": _local(opening.closes_at),
        "category": str(opening.category_id or NOWHERE),
        "in_teams": opening.in_teams,
        "post_first": opening.post_first,
        "may_hide_name": opening.may_hide_name,
    }
    for n, part in enumerate(opening.parts, 1):
        values |= {f"opens_{n}": part.opens, f"at_{n}": _local(part.at)}
    return values
