"""What to practise."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, IntegerField, RadioField, SelectField, SelectMultipleField
from wtforms.widgets import CheckboxInput, ListWidget

from app.bank.domain.types import ItemType
from app.bank.labels import DIFFICULTY_LABELS, TYPE_LABELS
from app.bank.queries import ItemFilter
from app.quiz.practice.service import MOST_ITEMS, Wish
from app.web.forms import Form, between, required


class Ticks(SelectMultipleField):
    """Several choices as check boxes; none ticked means all."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class PracticeForm(Form):
    chapter = SelectField(_l("章"), validate_choice=True)
    knowledge = SelectField(_l("知识点"), validate_choice=True)
    types = Ticks(_l("题型"), choices=[(t.value, label) for t, label in TYPE_LABELS.items()])
    difficulty = Ticks(
        _l("难度"), choices=[(str(n), label) for n, label in DIFFICULTY_LABELS.items()]
    )
    only = RadioField(
        _l("范围"),
        choices=[
            ("all", _l("全部")),
            ("new", _l("没做过的")),
            ("mistakes", _l("错题")),
            ("favourites", _l("收藏的")),
        ],
        default="all",
    )
    count = IntegerField(_l("题数"), validators=[required(), between(1, MOST_ITEMS)], default=10)
    mock = BooleanField(
        _l("模拟卷：全部做完再看对错"),
    )

    def offer(
        self, chapters: list[tuple[str, str]], knowledge: list[tuple[str, str]]
    ) -> PracticeForm:
        """Say which chapters and knowledge points there are to choose from."""
        self.chapter.choices = [("", str(_l("全部"))), *chapters]
        self.knowledge.choices = [("", str(_l("全部"))), *knowledge]
        return self

    def wish(self, open_chapters: tuple[str, ...]) -> Wish:
        """The wish that was filled in; never beyond `open_chapters`."""
        chapters = (self.chapter.data,) if self.chapter.data else open_chapters
        return Wish(
            items=ItemFilter(
                chapters=chapters,
                knowledge=(self.knowledge.data,) if self.knowledge.data else (),
                types=tuple(ItemType(t).value for t in self.types.data or ()),
                difficulties=tuple(int(d) for d in self.difficulty.data or ()),
            ),
            count=self.count.data or 10,
            only=self.only.data or "all",
            mock=bool(self.mock.data),
        )
