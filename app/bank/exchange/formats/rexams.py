"""Exercises as R/exams writes them (https://www.r-exams.org/), Markdown (.Rmd) or LaTeX (.Rnw).

Code is not run: an exercise that computes its numbers keeps the code's names and gets a problem.
"""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal

from app.bank.domain.types import ItemType
from app.bank.exchange.encoding import head, plain
from app.bank.exchange.formats.common import check_size, finish, lettered, lost, with_blank
from app.bank.exchange.formats.points import read_decimal
from app.bank.exchange.questions import (
    Found,
    Problem,
    ProblemKind,
    Question,
    ReadError,
    ReadFault,
    Source,
    SourceKind,
)

_META = re.compile(r"(?m)^[ \t]*(?:\\|%+[ \t]*\\?)?(ex[a-z]+)(?::[ \t]*|\{)([^\n}]*)\}?")
_HEADING = re.compile(r"(?m)^(Question|Solution|Meta-information)[ \t]*\n=+[ \t]*$")
_LIST = re.compile(r"(?m)^Answerlist[ \t]*\n-+[ \t]*$")
_BULLET = re.compile(r"(?m)^[ \t]*[*+-][ \t]+")
_ITEM = re.compile(r"\\item\b[ \t]*")
_CODE = re.compile(r"(?ms)^```\{r.*?^```[ \t]*$|^<<[^\n]*>>=.*?^@[ \t]*$")
_INLINE_CODE = re.compile(r"`r [^`\n]+`|\\Sexpr\{[^}\n]*\}")
_LATEX = (
    (re.compile(r"\\(?:textbf|emph|textit)\{([^{}\n]*)\}"), r"**\1**"),
    (re.compile(r"\\([%&#_])"), r"\1"),
)


def sniff_rexams(_name: str, data: bytes) -> bool:
    """Whether a file is an exercise of R/exams, by its type and solution."""
    text = head(data, 200_000)
    return re.search(r"\\?extype(:|\{)", text) is not None and "exsolution" in text


def read_rexams(data: bytes, _name: str) -> Found:
    """The exercises of a file, several one behind another if each has its own headings."""
    check_size(data)
    text = plain(data)
    if "\\begin{question}" in text:
        return finish(_latex(text))
    starts = [match.start() for match in _HEADING.finditer(text) if match[1] == "Question"]
    if not starts:
        raise ReadError(ReadFault.WRONG_FORMAT, "Question")
    ends = [*starts[1:], len(text)]
    return finish([_markdown(text, start, end) for start, end in zip(starts, ends, strict=True)])


def _markdown(text: str, start: int, end: int) -> Question:
    parts = {"Question": "", "Solution": "", "Meta-information": ""}
    marks = list(_HEADING.finditer(text, start, end))
    for mark, stop in zip(marks, [*(m.start() for m in marks[1:]), end], strict=True):
        parts[mark[1]] = text[mark.end() : stop]
    question, answers = _split_list(parts["Question"])
    solution, notes = _split_list(parts["Solution"])
    lines = (text.count("\n", 0, start) + 1, text.count("\n", 0, end))
    return _exercise(question, answers, solution, notes, _meta(parts["Meta-information"]), lines)


def _latex(text: str) -> list[Question]:
    blocks = re.split(r"(?=\\begin\{question\})", text)
    questions: list[Question] = []
    line = blocks[0].count("\n") + 1
    for block in blocks[1:]:
        question, answers = _environment(block, "question")
        solution, notes = _environment(block, "solution")
        lines = (line, line + block.count("\n"))
        questions.append(_exercise(question, answers, solution, notes, _meta(block), lines))
        line += block.count("\n")
    return questions


def _environment(block: str, name: str) -> tuple[str, list[str]]:
    """The text of an environment, and the items of the answer list inside it."""
    inside = block.partition(f"\\begin{{{name}}}")[2].partition(f"\\end{{{name}}}")[0]
    before, found, rest = inside.partition("\\begin{answerlist}")
    items = _ITEM.split(rest.partition("\\end{answerlist}")[0])[1:] if found else []
    return _plain(before), [_plain(item) for item in items]


def _plain(latex: str) -> str:
    text = _CODE.sub("", latex)
    for pattern, put in _LATEX:
        text = pattern.sub(put, text)
    return text.strip()


def _split_list(part: str) -> tuple[str, list[str]]:
    body = _CODE.sub("", part)
    mark = _LIST.search(body)
    if mark is None:
        return body.strip(), []
    items = [item.strip() for item in _BULLET.split(body[mark.end() :])[1:]]
    return body[: mark.start()].strip(), items


def _meta(part: str) -> dict[str, str]:
    return {match[1]: match[2].strip() for match in _META.finditer(part)}


def _exercise(
    stem: str,
    answers: list[str],
    solution: str,
    notes: list[str],
    meta: dict[str, str],
    lines: tuple[int, int],
) -> Question:
    kind, key = meta.get("extype", ""), meta.get("exsolution", "")
    question = Question(
        source=Source(SourceKind.LINE, *lines),
        stem=stem,
        explanation=solution,
        section=meta.get("exsection", ""),
        points=read_decimal(meta.get("expoints", "")),
        labels={"id": meta["exname"]} if meta.get("exname") else {},
    )
    if any(map(_INLINE_CODE.search, [stem, solution, *answers])):
        question = question.with_problems(lost("R", lines[0]))
    if kind in ("schoice", "mchoice"):
        return _choice(question, answers, notes, kind, key)
    if kind in ("num", "string") and key:
        margin = read_decimal((meta.get("extol") or "0").partition("|")[0]) or Decimal(0)
        question = replace(question, stem=with_blank(stem), type=ItemType.FILL_BLANK)
        if kind == "num" and read_decimal(key) is None:
            return question.with_problems(Problem(ProblemKind.ODD_KEY, lines[0], key[:60]))
        return replace(
            question, blanks=((key,),), tolerance=margin if kind == "num" else Decimal(0)
        )
    if kind in ("string", "essay"):
        return replace(
            question, type=ItemType.SHORT_ANSWER, reference=solution or None, explanation=""
        )
    return question.with_problems(lost(kind or "extype", lines[0]))


def _choice(
    question: Question, answers: list[str], notes: list[str], kind: str, key: str
) -> Question:
    several = kind == "mchoice"
    told = notes if len(notes) == len(answers) else []
    options = lettered(answers, told)
    question = replace(
        question,
        type=ItemType.MULTIPLE_RESPONSE if several else ItemType.SINGLE_CHOICE,
        options=options,
    )
    if re.fullmatch("[01]+", key) is None or len(key) != len(options):
        return question.with_problems(Problem(ProblemKind.ODD_KEY, question.source.first, key[:60]))
    correct = tuple(o.label for o, sign in zip(options, key, strict=True) if sign == "1")
    return replace(question, correct=correct or None)
