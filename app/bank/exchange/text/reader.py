"""Free text into questions, stage by stage: clean, drop what is the page's, break, divide into
sections, find the questions, give them their keys, finish each."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from decimal import Decimal
from functools import partial

from app.bank.domain.types import ItemType
from app.bank.exchange.questions import Found, Problem, ProblemKind, Question
from app.bank.exchange.text.cleaning.lines import Line, clean
from app.bank.exchange.text.finishing.choice import stands_out
from app.bank.exchange.text.finishing.damage import ends_at_page, tell_damage
from app.bank.exchange.text.finishing.fill import tell_filled
from app.bank.exchange.text.finishing.finish import Marks, finish
from app.bank.exchange.text.finishing.marks_above import marks_above
from app.bank.exchange.text.finishing.truth import TRUTH_INSIDE
from app.bank.exchange.text.habits.all_habits import plain_habits
from app.bank.exchange.text.habits.plain_numbers import plain_numbers
from app.bank.exchange.text.keys.answer_tables import answer_rows
from app.bank.exchange.text.keys.bracketed import tell_bracketed
from app.bank.exchange.text.keys.key_rows import part_key_rows
from app.bank.exchange.text.keys.keypart import give_keys
from app.bank.exchange.text.keys.keys_below import told_below
from app.bank.exchange.text.keys.named_rows import named_rows
from app.bank.exchange.text.keys.ordinal_keys import counted_keys
from app.bank.exchange.text.layouts.answers_first import answers_behind
from app.bank.exchange.text.layouts.buttons import plain_options
from app.bank.exchange.text.layouts.columns import part_columns
from app.bank.exchange.text.layouts.lone import joined_lone
from app.bank.exchange.text.layouts.pasted import parted_sets
from app.bank.exchange.text.layouts.question_tables import table_questions
from app.bank.exchange.text.layouts.records import plain_records
from app.bank.exchange.text.layouts.review import rejoin
from app.bank.exchange.text.layouts.scanned import mended_letters
from app.bank.exchange.text.layouts.slices import join_brackets, join_slices
from app.bank.exchange.text.layouts.spread import spread_options
from app.bank.exchange.text.layouts.stems import plain_stems
from app.bank.exchange.text.layouts.type_codes import named_types
from app.bank.exchange.text.learned.induction import learned
from app.bank.exchange.text.learned.rows import Row
from app.bank.exchange.text.page.accounted import unaccounted
from app.bank.exchange.text.page.asides import asides
from app.bank.exchange.text.page.chat import without_chat
from app.bank.exchange.text.page.comments import comments
from app.bank.exchange.text.page.furniture import (
    answer_grids,
    instructions,
    is_page_furniture,
    is_page_number,
    is_personal,
    is_rule,
    page_heads,
    running_heads,
)
from app.bank.exchange.text.page.online import headed_questions, without_others
from app.bank.exchange.text.page.reflections import reflections
from app.bank.exchange.text.questions.blocks import fill_section
from app.bank.exchange.text.questions.material import range_named
from app.bank.exchange.text.questions.unnumbered import last_resort
from app.bank.exchange.text.sections.breaking import break_lines
from app.bank.exchange.text.sections.draft import Draft, Section
from app.bank.exchange.text.sections.splitter import split_sections
from app.bank.exchange.text.words.options import offers

_FEW = 4
_FEWEST_SHOWN = 2
_CHAPTER = re.compile(r"第[一二三四五六七八九十\d]{1,3}[章讲单元篇课]")
_SENTENCE_ENDS = "。？?！!；;）)”：:."


def read_text(text: str, *, hinted: bool = False) -> Found:
    """Read the questions of a text; nothing is dropped but personal data and nothing invented.

    Lines that belong to no question come back as `loose`. `hinted` says that the text comes from a
    reader that marked what stood out (`lines.HINTS`). Linear in the length of the text.
    """
    rows = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    usual = _read(text, hinted=hinted)
    return learned(rows, usual, partial(_read_rows, hinted=hinted, shown=usual.lines))


def _read_rows(rows: Sequence[Row], *, hinted: bool, shown: tuple[str, ...]) -> Found:
    """Read lines that were written anew, each with the number of the line where it stood."""
    found = _read(
        "\n".join(row.text for row in rows), hinted=hinted, numbers=[row.number for row in rows]
    )
    return replace(found, lines=shown)


def _read(text: str, *, hinted: bool, numbers: Sequence[int] = ()) -> Found:
    lines, source = clean(text, hinted=hinted)
    if numbers:
        lines = [replace(line, number=numbers[line.number - 1]) for line in lines]
    kept, loose, personal = _without_furniture(plain_habits(lines))
    pages = frozenset(number for number, line in loose if is_page_number(line))
    pieces = spread_options(
        break_lines(
            part_key_rows(
                answer_rows(
                    counted_keys(
                        join_brackets(join_slices(plain_numbers(part_columns(named_rows(kept)))))
                    )
                )
            )
        )
    )
    sections, named = split_sections(pieces)
    loose += named
    last_number = 0
    for section in sections:
        if not section.key_part:
            loose += fill_section(section, last_number)
            last_number = section.drafts[-1].number if section.drafts else last_number
    if not any(section.drafts for section in sections) and len(pieces) <= _FEW:
        loose = [row for row in loose if not last_resort(sections[-1], row)]
    give_keys(sections, loose)
    turned = frozenset(line.number for line in lines if line.turned)
    questions = tell_damage(tuple(_finished(sections, turned, pages)))
    loose += unaccounted(kept, questions, loose)
    shown = tuple("" if n in personal else line for n, line in enumerate(source, 1))
    return Found(questions, tuple(sorted(set(loose))), shown)


def _without_furniture(
    lines: Sequence[Line],
) -> tuple[list[Line], list[tuple[int, str]], frozenset[int]]:
    """The lines of the paper itself, those of the page, and the numbers of those that name students."""
    remarks = comments(lines)
    lines, loose, personal = without_chat(table_questions(lines))
    lines, told = rejoin(plain_records(answers_behind(named_types(lines))))
    lines, others = without_others(
        headed_questions(plain_options(told_below(joined_lone(mended_letters(plain_stems(lines))))))
    )
    lines, between = parted_sets(lines)
    told |= between | remarks
    heads = running_heads(lines) | told | others | instructions(lines) | answer_grids(lines)
    heads |= asides(lines) | page_heads(lines) | reflections(lines)
    kept: list[Line] = []
    ruled = False
    for place, line in enumerate(lines):
        if is_personal(line.text, place):
            personal.add(line.number)
        elif line.number in heads or (is_page_furniture(line.text) and not offers(line.text)):
            loose.append((line.number, line.text))
            ruled = ruled or is_rule(line.text)
        else:
            kept.append(replace(line, after_gap=True) if ruled else line)
            ruled = False
    return kept, loose, frozenset(personal)


def _finished(
    sections: Sequence[Section], turned: frozenset[int], pages: frozenset[int]
) -> Iterable[Question]:
    ready = [section for section in sections if section.drafts]
    _tell_hints([draft for section in ready for draft in section.drafts])
    for section in ready:
        _check_numbers(section.drafts)
        _limit_material(section.drafts)
        tell_bracketed(section)
        _own_marks(section)
        tell_filled(section.drafts)
        marks = _marks(section)
        _tell_chapter(section)
        title = section.heading.title if section.heading else section.title
        before: ItemType | None = None
        for draft in section.drafts:
            if (
                section is ready[-1] and draft is section.drafts[-1] and _is_cut_off(draft)
            ) or ends_at_page(draft, pages):
                draft.note(ProblemKind.CUT_OFF)
            lines = range(draft.first, draft.last + 1)
            changed = any(n in turned for n in lines)
            question = finish(draft, marks, title, before=before, turned=changed)
            before = question.type if draft.number else None
            yield question


def _tell_hints(drafts: Sequence[Draft]) -> None:
    """Where some options of several questions stand out, all of one may be right too."""
    shown = [stands_out(draft.options) for draft in drafts if draft.options]
    for draft in drafts:
        draft.hints_tell = sum(map(bool, shown)) >= _FEWEST_SHOWN


def _tell_chapter(section: Section) -> None:
    """第一章 客户关系概述 above the questions is their chapter, unless they name one themselves."""
    if _CHAPTER.match(section.title):
        for draft in section.drafts:
            draft.labels.setdefault("chapter", section.title)


def _own_marks(section: Section) -> None:
    """第1、2题各9分，第3题10分 in the heading gives each question the marks of its number."""
    told = dict(section.heading.by_number) if section.heading else {}
    for draft in section.drafts:
        draft.marks = draft.marks or told.get(draft.number, "")


def _marks(section: Section) -> Marks:
    """The marks of each question: as the heading says, or the total shared out."""
    heading = section.heading
    each = heading.each if heading else None
    if each is None and (heading is None or heading.total is None):
        return Marks(*marks_above(section))
    if heading is None:
        return Marks()
    count = heading.count or len(section.drafts)
    if heading.each is not None:
        odd = (
            heading.total is not None
            and not heading.per_blank
            and heading.each * count != heading.total
        )
        return Marks(heading.each, heading.per_blank, odd)
    if heading.total is None or not count:
        return Marks()
    share = heading.total / count
    if share != share.quantize(Decimal("0.01")):
        return Marks(None, differ=True)
    return Marks(share.normalize() if share % 1 else share.quantize(Decimal(1)))


def _check_numbers(drafts: Sequence[Draft]) -> None:
    before = 0
    for draft in drafts:
        if draft.number and before:
            if draft.number > before + 1:
                _about_number(draft, ProblemKind.NUMBER_GAP, f"{before}→{draft.number}")
            elif draft.number == before:
                _about_number(draft, ProblemKind.NUMBER_TWICE, str(before))
        before = draft.number or before


def _about_number(draft: Draft, kind: ProblemKind, detail: str) -> None:
    draft.problems.append(Problem(kind, draft.first, detail))


def _limit_material(drafts: Sequence[Draft]) -> None:
    """Material that names the questions it is for is not given to others."""
    for draft in drafts:
        if draft.material is None:
            continue
        named = range_named(draft.material[1][:200])
        if named and draft.number and not named[0] <= draft.number <= named[1]:
            draft.material = None


def _is_cut_off(draft: Draft) -> bool:
    """Whether the text ends in the middle of its last question."""
    if draft.has_answer or draft.options or len(draft.parts["stem"]) != 1:
        return False
    stem = draft.text("stem")
    if TRUTH_INSIDE.search(stem) and draft.heading and draft.heading.type is ItemType.TRUE_FALSE:
        return False
    return len(stem) > 6 and stem[-1] not in _SENTENCE_ENDS and not stem.endswith("_")
