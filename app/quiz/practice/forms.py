"""What to practise."""

from __future__ import annotations

from collections.abc import Iterable

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, IntegerField, RadioField, SelectField, SelectMultipleField
from wtforms.widgets import CheckboxInput, ListWidget

from app.bank.domain.types import ItemType
from app.bank.labels import DIFFICULTY_LABELS, TYPE_LABELS
from app.bank.queries import ItemFilter
from app.quiz.practice.service import MOST_ITEMS, Wish
from app.web.forms import Form, between, choices, required

ONLY = (
    ("all", _l("全部")),
    ("new", _l("没做过的")),
    ("mistakes", _l("错题")),
    ("favourites", _l("收藏的")),
)


class Ticks(SelectMultipleField):
    """Several choices as check boxes; none ticked means all."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class PracticeForm(Form):
    chapter = SelectField(_l("章"), default="")
    knowledge = Ticks(_l("知识点"))
    types = Ticks(_l("题型"), choices=choices((t.value, label) for t, label in TYPE_LABELS.items()))
    difficulty = Ticks(_l("难度"), choices=choices(DIFFICULTY_LABELS.items()))
    only = RadioField(_l("范围"), choices=choices(ONLY), default="all")
    count = IntegerField(_l("题数"), validators=[required(), between(1, MOST_ITEMS)], default=10)
    mock = BooleanField(_l("当作模拟卷：按题型排好，全部做完再看对错"))

    def offer(
        self, chapters: Iterable[tuple[str, str]], knowledge: Iterable[tuple[str, str]]
    ) -> PracticeForm:
        """Say which chapters and knowledge points there are to choose from."""
        self.chapter.choices = choices([("", _l("全部")), *chapters])
        self.knowledge.choices = choices(knowledge)
        return self

    def wish(self, open_chapters: tuple[str, ...]) -> Wish:
        """The wish that was filled in; never beyond `open_chapters`."""
        wanted = self.chapter.data
        chapters = tuple(c for c in open_chapters if not wanted or c == wanted)
        return Wish(
            items=ItemFilter(
                chapters=chapters,
                knowledge=tuple(self.knowledge.data or ()),
                types=tuple(ItemType(t).value for t in self.types.data or ()),
                difficulties=tuple(int(d) for d in self.difficulty.data or ()),
            ),
            count=self.count.data or 10,
            only=self.only.data or "all",
            mock=bool(self.mock.data),
        )
