"""A row of a table as a question, whatever file the table comes from; and a question as a row."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from decimal import Decimal

from app.bank.domain.items import LETTERS
from app.bank.domain.types import ItemType
from app.bank.exchange.formats.columns import LABELS, Mapping
from app.bank.exchange.formats.common import (
    UNSURE,
    even_blanks,
    lettered,
    unnumbered,
    with_blank,
)
from app.bank.exchange.formats.points import (
    BAR,
    read_decimal,
    read_points,
    split_bars,
)
from app.bank.exchange.formats.row_words import (
    letters_of,
    read_type,
    truth_key,
    truth_word,
)
from app.bank.exchange.from_bank import points_text
from app.bank.exchange.parts import BLANK
from app.bank.exchange.questions import Choice, Problem, ProblemKind, Question, Source, SourceKind
from app.bank.exchange.text import read_text
from app.bank.exchange.text.words.headings import Heading, find_heading

_LETTERED = re.compile(
    r"(?:^|\s|[。）)])[（(]?A\s*[.．、:：)）].*?[（(]?B\s*[.．、:：)）]", re.DOTALL
)
_GAPS = re.compile(r"[（(【\[{]\s*(?:(?:填空|空)\s*\d{0,2})?\s*[)）】\]}]|(?<!_)__(?!_)|#{2,4}")
_OPTIONS = re.compile(r"(?:^|(?<=[\s;；|]))([A-Z])\s*[.．、:：)）]\s*")
_YES = frozenset({"是", "1", "true", "yes", "y", "对"})
_NO = frozenset({"否", "0", "false", "no", "n", "错"})
# Where columns have no headings, what they hold was told from their cells.
NO_HEADINGS = 0.9
Cells = dict[str, str]


def read_rows(
    rows: Iterable[tuple[int, Sequence[str]]],
    mapping: Mapping,
    loose: list[tuple[int, str]],
    *,
    type_word: str = "",
) -> list[Question]:
    """Questions out of the rows behind the headings; `rows` have their number (from 1).

    A row that holds words and is no question is left in `loose`. `type_word` names the type of rows
    that name none, as the sheet's name does; a heading in a row of its own goes before it.
    """
    questions: list[Question] = []
    head: Heading | None = None
    for number, row in rows:
        cells = {
            name: row[column].strip()
            for name, column in mapping.columns.items()
            if column < len(row) and row[column].strip()
        }
        texts = list(dict.fromkeys(cell.strip() for cell in row if cell.strip()))
        found = find_heading(texts[0]) if len(texts) == 1 else None
        if found is not None and found.named:
            head = found
        elif cells.keys() & {"stem", "key", "option_A", "options", "reference"}:
            headed = _headed(cells, head, type_word)
            # Our own tables have a column for everything: a stem there may speak of “答案：A”.
            own = "ordered" in mapping.columns
            question = question_of_cells(headed if own else _unpacked(headed), number)
            question = question if own else _of_foreign(question, cells)
            if mapping.heading_row < 0:
                question = replace(question, confidence=min(question.confidence, NO_HEADINGS))
            questions.append(question)
        elif texts:
            loose.append((number, " ".join(texts)[:400]))
    return questions


def _of_foreign(question: Question, cells: Cells) -> Question:
    """The question of a table that is not ours: its points are the model answer where nothing else is."""
    written = question.type is not None and not question.type.is_objective
    if written and question.reference is None and cells.get("key_points"):
        question = replace(question, reference=cells["key_points"])
    return _shared_out(question)


def _shared_out(question: Question) -> Question:
    """The marks of a foreign row are those of the whole question, ours those of one blank."""
    count = (question.stem or "").count(BLANK)
    if question.type is not ItemType.FILL_BLANK or question.points is None or count < 2:
        return question
    share = question.points / count
    exact = share == share.quantize(Decimal("0.01"))
    problem = Problem(
        ProblemKind.POINTS_DIFFER, question.source.first, f"{question.points}/{count}"
    )
    question = replace(question, points=share if exact else share.quantize(Decimal("0.01")))
    return question if exact else question.with_problems(problem)


def _headed(cells: Cells, head: Heading | None, type_word: str) -> Cells:
    """The cells, with what the heading above the row, or the sheet's name, says of all of them."""
    word = head.title if head is not None else type_word
    if "type" not in cells and word:
        cells = {**cells, "type": word}
    if head is not None and head.each is not None and not head.per_blank:
        cells = {"points": points_text(head.each), **cells}
    return cells


def question_of_cells(cells: Cells, number: int) -> Question:
    """The question that the cells of one row make, with what is odd about it as problems."""
    options = _options_of(cells)
    key = cells.get("key", "")
    type_, told = _type_of(cells.get("type", ""), options, key, cells.get("stem", ""))
    question = Question(
        source=Source(SourceKind.ROW, number, number),
        type=type_,
        number=cells.get("number", ""),
        section=cells.get("section", ""),
        stem=cells.get("stem"),
        options=options if type_ is not ItemType.TRUE_FALSE else (),
        explanation=cells.get("explanation", ""),
        misconception=cells.get("misconception", ""),
        shuffle=cells.get("shuffle", "").lower() not in _NO,
        ordered=cells.get("ordered", "").lower() not in _NO,
        labels={name: cells[name] for name in LABELS if name in cells},
        confidence=1.0 if told else UNSURE,
    )
    if "material" in cells or "material_title" in cells:
        material = (cells.get("material_title", ""), cells.get("material", ""))
        question = replace(question, material=material)
    question = _with_numbers(question, cells, number)
    if not told:
        kind = ProblemKind.UNKNOWN_TYPE if type_ is None else ProblemKind.GUESSED_TYPE
        question = question.with_problems(Problem(kind, number, cells.get("type", "")[:40]))
    return _with_key(question, cells, options, number)


def _unpacked(cells: Cells) -> Cells:
    """The cells, with the options, the key and the explanation that stand in the cell of the stem."""
    stem = cells.get("stem", "")
    if any(name.startswith("option") for name in cells) or not stem:
        return cells
    found = read_text(f"1. {stem}").questions if _LETTERED.search(stem) or "答案" in stem else ()
    # An answer in a column of its own leaves nothing to look for in words that only speak of one.
    if cells.get("key") and (len(found) != 1 or len(found[0].options) < 2):
        return cells
    if len(found) != 1 or (len(found[0].options) < 2 and found[0].reference is None):
        return cells
    question = found[0]
    key = "".join(question.correct or ()) or question.reference or ""
    told = {
        "stem": question.stem or "",
        "key": key,
        "explanation": question.explanation,
        **{f"option_{one.label}": one.text for one in question.options},
    }
    return {**{name: text for name, text in told.items() if text}, **cells, "stem": told["stem"]}


def _options_of(cells: Cells) -> tuple[Choice, ...]:
    columns = [letter for letter in LETTERS if f"option_{letter}" in cells]
    if columns:
        return tuple(
            Choice(
                letter,
                cells[f"option_{letter}"],
                cells.get(f"feedback_{letter}", ""),
                cells.get(f"misconception_{letter}", ""),
            )
            for letter in columns
        )
    return split_options(cells.get("options", ""))


def split_options(text: str) -> tuple[Choice, ...]:
    """Options in one cell: lettered, one a line, or divided by bars or semicolons."""
    marks = list(_OPTIONS.finditer(text))
    if len(marks) > 1:
        ends = [*(mark.start() for mark in marks[1:]), len(text)]
        return tuple(
            Choice(mark[1], text[mark.end() : end].strip(" \t\n　;；|"))
            for mark, end in zip(marks, ends, strict=True)
        )
    for mark in ("\n", BAR, "|", "；", ";"):
        parts = [part.strip() for part in text.split(mark) if part.strip()]
        if len(parts) > 1:
            return lettered(unnumbered(parts))
    return ()


def _type_of(
    word: str, options: tuple[Choice, ...], key: str, stem: str
) -> tuple[ItemType | None, bool]:
    """The type, and whether the row says it."""
    if (named := read_type(word)) is not None:
        return named, True
    letters = letters_of(key, options)
    if options:
        several = letters is not None and len(letters) > 1
        return (ItemType.MULTIPLE_RESPONSE if several else ItemType.SINGLE_CHOICE), False
    if BLANK in even_blanks(stem):
        return ItemType.FILL_BLANK, False
    if key and not key.strip().isdecimal() and truth_word(key) is not None:
        return ItemType.TRUE_FALSE, False
    return (ItemType.SHORT_ANSWER if key else None), False


def _with_numbers(question: Question, cells: Cells, number: int) -> Question:
    problems: list[Problem] = []
    values: dict[str, Decimal | None] = {}
    for name in ("points", "tolerance"):
        text = cells.get(name, "").removesuffix("分")
        values[name] = read_decimal(text) if text else None
        bad = text and (values[name] is None or (values[name] or 0) < 0)
        if bad:
            values[name] = None
            problems.append(Problem(ProblemKind.BAD_VALUE, number, cells[name][:40]))
    return replace(
        question, points=values["points"], tolerance=values["tolerance"] or Decimal(0)
    ).with_problems(*problems)


def _with_key(
    question: Question, cells: Cells, options: tuple[Choice, ...], number: int
) -> Question:
    key = cells.get("key", "")
    odd = Problem(ProblemKind.ODD_KEY, number, key[:60])
    if question.type is None:
        return question
    if question.type.is_choice:
        letters = letters_of(key, options)
        question = replace(question, correct=letters)
        return question.with_problems(odd) if key and letters is None else question
    if question.type is ItemType.TRUE_FALSE:
        truth = truth_key(key, options)
        question = replace(question, truth=truth)
        return question.with_problems(odd) if key and truth is None else question
    if question.type is ItemType.FILL_BLANK:
        return _with_blanks(question, key)
    points, bad = read_points(cells.get("key_points", "").split("\n"))
    problems = [Problem(ProblemKind.BAD_VALUE, number, line[:100]) for line in bad]
    reference = cells.get("reference") or key or None
    return replace(question, reference=reference, key_points=points).with_problems(*problems)


def _with_gaps(stem: str) -> str:
    """The stem of a foreign table, whose blanks may be empty brackets: （ ）, 【】, {}, [填空1]."""
    return stem if BLANK in even_blanks(stem) else _GAPS.sub(BLANK, stem)


def _with_blanks(question: Question, key: str) -> Question:
    stem = with_blank(_with_gaps(question.stem)) if question.stem else None
    count = (stem or "").count(BLANK)
    lines = [line for line in key.split("\n") if line.strip()]
    blanks = [tuple(form for form in split_bars(line) if form) for line in lines]
    if count > 1 and len(lines) == 1:
        # In foreign tables one line holds the answers of all blanks.
        parts = [part.strip() for part in re.split(r"[;；、,，|｜]", lines[0]) if part.strip()]
        blanks = [(part,) for part in parts] if len(parts) == count else blanks
    return replace(question, stem=stem, blanks=tuple(blanks) or None)
