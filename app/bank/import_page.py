"""A page of an import's cards: what stands on it, and what comes back from it."""

from __future__ import annotations

import re
from bisect import bisect
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import request, session
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from markupsafe import Markup
from sqlalchemy import select

from app.bank.changes import Change, marked
from app.bank.drafts import Draft
from app.bank.exchange.formats.sheets import cells_in
from app.bank.exchange.questions import Question, SourceKind
from app.bank.import_columns import holds_rows
from app.bank.import_data import from_data
from app.bank.import_forms import (
    MOST_OPTIONS,
    CardForm,
    bulk_form,
    card_form,
    take_choice_away,
)
from app.bank.import_items import LABELS, MILD, check
from app.bank.import_joining import joinable
from app.bank.import_marks import Edit
from app.bank.import_models import ImportBatch, ImportQuestion
from app.bank.import_pictures import silent_pictures
from app.bank.import_twins import TwinView, changes_from, twins_of
from app.bank.import_words import say_confidence, say_problem, say_source
from app.bank.importing import (
    SHOWN,
    Pending,
    count_groups,
    pending_of,
    questions_of,
    source_of,
)
from app.bank.knowledge_names import KnowledgeNames
from app.bank.pages import author_id, chapter_titles
from app.bank.queries import list_knowledge
from app.bank.twins import SAME
from app.bank.views import fragment, inline
from app.extensions import db
from app.web.numbers import read_int
from app.web.pages import paginate

STORED = "import_stored"
PER_PAGE = 50
SURE_ENOUGH = 0.9
SHOWN_WORDS = {
    "": _l("全部"),
    "ready": _l("可入库"),
    "review": _l("需复核"),
    "draft": _l("草稿"),
    "twins": _l("有相似的题"),
    "left": _l("选了不存"),
}
GUESSED_WORDS = {
    "knowledge": _l("知识点"),
    "level": _l("教学层次"),
    "cognitive": _l("认知层次"),
    "difficulty": _l("预计难度"),
    "use": _l("用途"),
}
# Signs of what looks otherwise than it is typed: pictures, formulas, tables.
_DRAWN = re.compile(r"picture:|\$|^ *\|? *:?-+:? *\|", re.MULTILINE)
MOST_SOURCE_LINES = 80
# 汉字 on a line of a card's field, and its most rows.
LINE, MOST_ROWS = 32, 12


@dataclass(slots=True)
class Card:
    """Everything that one card shows."""

    row: ImportQuestion
    form: CardForm
    pending: Pending
    lines: list[tuple[int, str]]
    where: str
    sure: str
    problems: list[tuple[bool, int, str]]
    suggested: list[tuple[str, str]]
    twin: TwinView | None
    drawn: Markup | None
    # What another page made of it meanwhile.
    elsewhere: Sequence[Change] = ()
    # Lines around it that belong to no question.
    loose: Sequence[tuple[int, str]] = ()
    # Of how many questions, itself the first, one could be made; 0 for none.
    joins: int = 0
    # The names of the labels that nobody said.
    guessed: Sequence[str] = ()

    @property
    def question(self) -> Question:
        return self.pending.question

    @property
    def silent_pictures(self) -> list[str]:
        """The pictures that no words stand for."""
        return silent_pictures(self.question)

    @property
    def needs_no_look(self) -> bool:
        """Whether nothing about it asks for attention, so that its fields may stay folded."""
        row = self.row
        if row.choice == "leave" and self.twin is not None and row.twin_share == SAME:
            return not (self.elsewhere or self.twin.changes)  # known word for word, and left out
        return (
            row.standing == "ready"
            and row.choice == "store"
            and self.question.confidence >= SURE_ENOUGH
            and self.twin is None
            and not (self.problems or self.elsewhere or self.loose or self.joins)
            and not self.silent_pictures
            and not self.pending.checked.errors
        )

    @property
    def lacks_labels_only(self) -> bool:
        """Whether nothing is wrong but that labels are still to be chosen."""
        return self.pending.checked.errors.keys() <= set(LABELS)

    @property
    def stem_rows(self) -> int:
        """As many rows as the stem has lines, within reason."""
        lines = (self.question.stem or "").split("\n")
        return min(max(sum(1 + len(line) // LINE for line in lines), 2), MOST_ROWS)

    @property
    def option_errors(self) -> list[str]:
        return self.pending.checked.errors.get("options", [])


def page_of(
    batch: ImportBatch, typed: Mapping[int, Edit] | None = None, stale: Collection[int] = ()
) -> dict[str, Any]:
    """What the template of a page shows; the number of SQL statements does not depend on the batch.

    `typed` are edits that were refused, shown instead of what is kept; `stale` are those of them that
    another page changed.
    """
    shown = request.args.get("show", "")
    shown = shown if shown in SHOWN and shown != "stored" else ""
    page = paginate(questions_of(batch, shown), PER_PAGE)
    points = list_knowledge()
    names = KnowledgeNames(points)
    titles = {point.id: point.title for point in points}
    pending = pending_of(page.items, titles, typed)
    lines = source_of(batch)
    twins = twins_of(pending, titles)
    loose = loose_beside(batch)
    joins = joinable(pending)
    return {
        "batch": batch,
        "kept_as": f"{kept_as(batch)}:{shown}:{page.page}",
        "stored_as": session.pop(STORED, ""),
        "shown": shown,
        "page": page,
        "counts": count_groups(batch),
        "cards": [
            _card(
                one,
                names,
                lines,
                twins.get(one.row.id),
                _elsewhere(one, titles) if one.row.position in stale else (),
                loose.get(one.row.position, ()),
                joins.get(one.row.position, 0),
            )
            for one in pending
        ],
        "is_sheet": holds_rows(lines),
        "names": names.names,
        "bulk": bulk_form(chapter_titles(), posted=False),
        "most_options": MOST_OPTIONS,
    }


def kept_as(batch: ImportBatch) -> str:
    """Under what name the browser keeps what is typed into the cards of a batch, but for their page."""
    return f"{author_id()}:{batch.public_id}"


def remember_stored(batch: ImportBatch) -> None:
    """Let the next page tell the browser that the posted cards are kept here."""
    shown, page = request.args.get("show", ""), read_int(request.args.get("page", "")) or 1
    session[STORED] = f"{kept_as(batch)}:{shown}:{page}"


def _card(
    pending: Pending,
    names: KnowledgeNames,
    lines: Sequence[str],
    twin: TwinView | None,
    elsewhere: Sequence[Change],
    loose: Sequence[tuple[int, str]],
    joins: int,
) -> Card:
    row, question = pending.row, pending.question
    form = card_form(row, names, pending)
    form.show_errors(pending.checked)
    if row.twin_item_id is None or (twin is not None and not twin.same_type):
        take_choice_away(form.choice, "version")
    return Card(
        row=row,
        form=form,
        pending=pending,
        lines=_source_lines(question, lines),
        where=say_source(question),
        sure=say_confidence(question),
        problems=[(one.kind in MILD, one.place, say_problem(one)) for one in question.problems],
        suggested=[(names.name_of(point), _("、").join(words)) for point, words in row.suggested],
        twin=twin,
        drawn=_drawn(question),
        elsewhere=elsewhere,
        loose=loose,
        joins=joins,
        guessed=[str(GUESSED_WORDS[name]) for name in row.labels.get("guessed", ())],
    )


def loose_beside(batch: ImportBatch) -> dict[int, list[tuple[int, str]]]:
    """The loose lines by the position of the question that stands before them, those above the first
    by the first; one SQL statement where there are such lines, none otherwise."""
    if not batch.loose:
        return {}
    query = select(ImportQuestion.position, ImportQuestion.data["source"]).where(
        ImportQuestion.batch_id == batch.id
    )
    begins = sorted(
        (source[1], position)
        for position, source in db.session.execute(query)
        if source[0] == SourceKind.LINE and source[1]
    )
    if not begins:
        return {}
    beside: dict[int, list[tuple[int, str]]] = {}
    for number, text in batch.loose:
        place = max(bisect(begins, number, key=lambda pair: pair[0]) - 1, 0)
        beside.setdefault(begins[place][1], []).append((number, text))
    return beside


def _elsewhere(pending: Pending, titles: Mapping[str, str]) -> list[Change]:
    """What is kept of a question against what was typed over it on an older page."""
    kept = check(from_data(pending.row.data), pending.row.labels, titles)
    before = Draft.from_spec(kept.spec, "") if kept.spec is not None else None
    if changes := changes_from(pending, before, titles):
        return changes
    was, now = marked(kept.question.stem or "", pending.question.stem or "")
    return [Change(_("题干"), was, now)]


def _source_lines(question: Question, lines: Sequence[str]) -> list[tuple[int, str]]:
    source = question.source
    last = min(source.last or source.first, source.first + MOST_SOURCE_LINES, len(lines))
    return [
        (number, _told(lines[number - 1], source.kind))
        for number in range(max(source.first, 1), last + 1)
        if lines[number - 1].strip()
    ]


def _told(line: str, kind: SourceKind) -> str:
    """A line as it is shown; of a row, its cells."""
    if kind is not SourceKind.ROW or not line.startswith("["):
        return line
    return " ｜ ".join(cell for cell in cells_in(line) if cell.strip())


def _drawn(question: Question) -> Markup | None:
    """How material, stem and options will look, where that is more than their words."""
    material = question.material[1] if question.material else ""
    texts = [question.stem or "", *(one.text for one in question.options), question.explanation]
    if not any(map(_DRAWN.search, [material, *texts])):
        return None
    parts = [fragment(material), fragment(question.stem or "")]
    for one in question.options:
        parts.append(Markup("<p>{}. {}</p>").format(one.label, inline(one.text)))
    if question.explanation:
        parts.append(fragment(question.explanation))
    return Markup().join(parts)
