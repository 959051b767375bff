"""GIFT, read and written: https://docs.moodle.org/en/GIFT_format tells the format."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from app.bank.domain.types import ItemType
from app.bank.exchange.encoding import head, plain
from app.bank.exchange.formats.common import (
    UNSURE,
    check_size,
    even_blanks,
    finish,
    lettered,
    lost,
    with_blank,
    written_type,
)
from app.bank.exchange.formats.from_html import from_html
from app.bank.exchange.formats.points import read_decimal
from app.bank.exchange.formats.tags import Tags, read_tags
from app.bank.exchange.questions import Found, Problem, ProblemKind, Question, Source, SourceKind

NO_SECTION = "// no section"
_CATEGORY = re.compile(r"\$CATEGORY:\s*(.*)", re.IGNORECASE)
_MARK = re.compile(r"\[(id|tag):((?:[^\]\\]|\\.)*)\]")
_NAME = re.compile(r"\s*::((?:[^:\\]|\\.|:(?!:))*)::\s*", re.DOTALL)
_FORMAT = re.compile(r"\[(html|moodle|plain|markdown)\]\s*", re.IGNORECASE)
_ESCAPED = re.compile(r"\\([~=#{}:n\\])")
_WEIGHT = re.compile(r"\s*%(-?[0-9]+(?:\.[0-9]+)?)%")
_TRUTH = {"T": True, "TRUE": True, "F": False, "FALSE": False}
_BRACES = re.compile(r"(?<!\\)\{[^{}]*(?<!\\)\}")


def sniff_gift(name: str, data: bytes) -> bool:
    """Whether a file is GIFT: by its name, or by answers in braces of the kind GIFT has."""
    if name.lower().endswith(".gift"):
        return True
    text = head(data)
    if text.lstrip().startswith(("<", "{", "PK")) or "\\begin{" in text:
        return False
    return any(
        re.match(r"\{\s*([=~#}]|T\s*[}#]|F\s*[}#]|TRUE|FALSE)", match[0])
        for match in _BRACES.finditer(text)
    )


def read_gift(data: bytes, _name: str) -> Found:
    """The questions of a GIFT file; `ReadError` NO_QUESTIONS or TOO_BIG.

    A description (a text without braces) is the material of the questions behind it, up to the next
    category.
    """
    check_size(data)
    reading = _Reading()
    for number, line in enumerate(plain(data).split("\n"), 1):
        reading.take(number, line)
    reading.close()
    return finish(reading.questions, reading.loose)


def unescape(text: str) -> str:
    return _ESCAPED.sub(lambda m: "\n" if m[1] == "n" else m[1], text).strip()


@dataclass(slots=True)
class _Answer:
    sign: str
    text: str
    weight: Decimal | None
    feedback: str


@dataclass(slots=True)
class _Reading:
    """Goes through the lines; a question ends at a blank line."""

    section: str = ""
    material: tuple[str, str] | None = None
    marks: list[str] = field(default_factory=list[str])
    lines: list[str] = field(default_factory=list[str])
    first: int = 0
    braces: str = ""
    unnamed: bool = False
    questions: list[Question] = field(default_factory=list[Question])
    loose: list[tuple[int, str]] = field(default_factory=list[tuple[int, str]])

    def take(self, number: int, line: str) -> None:
        stripped = line.strip()
        if stripped.startswith("//"):
            self.unnamed = self.unnamed or stripped == NO_SECTION
            self.marks += [
                (f"id:{value}" if kind == "id" else value)
                for kind, raw in _MARK.findall(stripped)
                for value in [re.sub(r"\\(.)", lambda m: {"n": "\n"}.get(m[1], m[1]), raw)]
            ]
            return
        if not stripped:
            self.close(number - 1)
            return
        if not self.lines and (category := _CATEGORY.fullmatch(stripped)):
            path = re.sub(r"\A(?:\$[a-z]+\$/?)?(?:top(?:/|\Z))?", "", category[1].strip())
            self.section = "" if self.unnamed else path.replace("//", "/")
            self.material, self.unnamed = None, False
            return
        if self.braces == "{}" and (
            stripped.startswith("::") or self.lines[-1].rstrip()[-1] == "}"
        ):
            # A question after a question without the blank line between them.
            self.close(number - 1)
        self.first = self.first if self.lines else number
        self.lines.append(line)
        for match in re.finditer(r"\\.|[{}]", line):
            if match[0] == ("{", "}")[len(self.braces) % 2] and len(self.braces) < 2:
                self.braces += match[0]

    def close(self, last: int = 0) -> None:
        if not self.lines:
            return
        source = Source(SourceKind.LINE, self.first, max(last, self.first + len(self.lines) - 1))
        block, tags = "\n".join(self.lines), read_tags(self.marks)
        self.lines, self.marks, self.braces = [], [], ""
        name = _NAME.match(block)
        body = block[name.end() :] if name else block.lstrip()
        form = _FORMAT.match(body)
        body = body[form.end() :] if form else body
        html = form is None or form[1].lower() in ("html", "moodle")
        before, inside, after = _cut_braces(body)
        if inside is None:
            title = unescape(name[1]) if name else ""
            self.material = (title, _markdown(before, html=html))
            self.loose.append((self.first, self.material[1]))
            return
        stem = _markdown(before, html=html)
        if after.strip():
            stem = f"{stem} ____ {_markdown(after, html=html)}"
        base = Question(
            source=source,
            section=self.section,
            stem=stem,
            material=self.material,
            number=tags.number,
            labels=tags.labels,
        )
        self.questions.append(_question(base, inside, tags, html=html))


def _markdown(raw: str, *, html: bool) -> str:
    text = unescape(raw)
    return from_html(text) if html and re.search(r"<[a-zA-Z/]|&[a-z#0-9]+;", text) else text


def _cut_braces(body: str) -> tuple[str, str | None, str]:
    """Text before, inside and behind the braces; None where there are none."""
    start = end = -1
    for match in re.finditer(r"\\.|[{}]", body, re.DOTALL):
        if match[0] == "{" and start < 0:
            start = match.start()
        elif match[0] == "}" and start >= 0:
            end = match.start()
            break
    if start < 0:
        return body, None, ""
    if end < 0:
        return body[:start], body[start + 1 :], ""
    return body[:start], body[start + 1 : end], body[end + 1 :]


def _question(base: Question, inside: str, tags: Tags, *, html: bool) -> Question:
    inside, general = _cut(inside, "####")
    base = replace(base, explanation=_markdown(general, html=html))
    text = inside.strip()
    if not text:
        stem = even_blanks(base.stem or "")
        type_ = tags.type or written_type(stem)
        return replace(base, type=type_, stem=stem, confidence=0.9 if tags.type is None else 1)
    truth, told = _cut(text, "#")
    if truth.strip().upper() in _TRUTH:
        notes = [_markdown(one, html=html) for one in _split(told, "#")] if told else []
        explanation = "\n\n".join(one for one in [base.explanation, *notes] if one)
        value = _TRUTH[truth.strip().upper()]
        return replace(base, type=ItemType.TRUE_FALSE, truth=value, explanation=explanation)
    if text.startswith("#"):
        return _numerical(base, text[1:])
    return _answered(base, _answers(text, html=html), tags)


def _answered(base: Question, answers: list[_Answer], tags: Tags) -> Question:
    place = base.source.first
    if not answers:
        return replace(base, confidence=UNSURE).with_problems(lost("{…}", place))
    if all(a.sign == "=" for a in answers) and any("->" in a.text for a in answers):
        return replace(base, confidence=UNSURE).with_problems(lost("matching", place))
    if all(a.sign == "=" for a in answers):
        forms = tuple(a.text for a in answers if a.text and a.weight in (None, 100))
        question = replace(
            base,
            type=ItemType.FILL_BLANK,
            stem=with_blank(base.stem or ""),
            blanks=(forms,) if forms else None,
        )
        odd = len(forms) < len(answers) or any(a.feedback for a in answers)
        return question.with_problems(lost("%", place)) if odd else question
    options = lettered([a.text for a in answers], [a.feedback for a in answers])
    marked = [a.sign == "=" or (a.weight or 0) >= 100 for a in answers]
    partial = any(a.weight not in (None, 0, 100) for a in answers)
    weighed = any(a.weight is not None for a in answers)
    several = weighed and not any(a.sign == "=" for a in answers)
    if tags.type is not None and tags.type.is_choice:
        several = tags.type is ItemType.MULTIPLE_RESPONSE
    if several:
        marked = [(a.weight or 0) > 0 for a in answers]
    correct = tuple(o.label for o, right in zip(options, marked, strict=True) if right)
    question = replace(
        base,
        type=ItemType.MULTIPLE_RESPONSE if several else ItemType.SINGLE_CHOICE,
        options=options,
        correct=correct or None,
    )
    return question.with_problems(lost("%", place)) if partial and not several else question


def _numerical(base: Question, text: str) -> Question:
    place = base.source.first
    pieces = [a for a in _answers(text, html=False) if a.sign == "="] or [
        _Answer("=", unescape(_cut(text, "#")[0]), None, "")
    ]
    forms: list[str] = []
    margin = Decimal(0)
    problems: list[Problem] = []
    for piece in pieces:
        if piece.weight not in (None, 100):
            problems.append(lost("%", place))
            continue
        form, tolerance = _number(piece.text)
        if form:
            forms.append(form)
            margin = max(margin, tolerance)
        else:
            problems.append(Problem(ProblemKind.BAD_VALUE, place, piece.text[:100]))
    return replace(
        base,
        type=ItemType.FILL_BLANK,
        stem=with_blank(base.stem or ""),
        blanks=(tuple(forms),) if forms else None,
        tolerance=margin,
    ).with_problems(*problems)


def _number(text: str) -> tuple[str, Decimal]:
    """The number and its tolerance from `5`, `5:0.1` or `4.9..5.1`; no text where it is none."""
    low, dots, high = text.partition("..")
    if dots:
        bottom, top = read_decimal(low), read_decimal(high)
        if bottom is None or top is None or top < bottom:
            return "", Decimal(0)
        return format((bottom + top) / 2, "f"), (top - bottom) / 2
    form, _, tolerance = text.partition(":")
    number, margin = read_decimal(form), read_decimal(tolerance or "0")
    if number is None or margin is None or margin < 0:
        return "", Decimal(0)
    return form.strip(), margin


def _answers(text: str, *, html: bool) -> list[_Answer]:
    answers: list[_Answer] = []
    signs = [m for m in re.finditer(r"\\.|[=~]", text, re.DOTALL) if m[0] in "=~"]
    ends = [*(m.start() for m in signs[1:]), len(text)] if signs else []
    for sign, end in zip(signs, ends, strict=True):
        raw = text[sign.end() : end]
        weight = _WEIGHT.match(raw)
        raw = raw[weight.end() :] if weight else raw
        words, told = _cut(raw, "#")
        answers.append(
            _Answer(
                sign=sign[0],
                text=_markdown(words, html=html),
                weight=Decimal(weight[1]) if weight else None,
                feedback=_markdown(told, html=html),
            )
        )
    return answers


def _cut(text: str, mark: str) -> tuple[str, str]:
    """What stands before and behind the first mark without a backslash."""
    for match in re.finditer(rf"\\.|{mark}", text, re.DOTALL):
        if match[0] == mark:
            return text[: match.start()], text[match.end() :]
    return text, ""


def _split(text: str, mark: str) -> list[str]:
    head, rest = _cut(text, mark)
    return [head, *_split(rest, mark)] if rest else [head]


def write_escaped(text: str) -> str:
    """A text in which nothing is a sign of the format."""
    return re.sub(r"[~=#{}:\\]", lambda m: f"\\{m[0]}", text).replace("\n", "\\n")


def write_marks(tags: Sequence[str]) -> str:
    """Tags in the comment before a question, as Moodle reads them."""
    shown: list[str] = []
    for tag in tags:
        kind, value = ("id", tag[3:]) if tag.startswith("id:") else ("tag", tag)
        escaped = re.sub(r"[\]\\]", lambda m: f"\\{m[0]}", value).replace("\n", "\\n")
        shown.append(f"[{kind}:{escaped}]")
    return f"// {' '.join(shown)}\n" if shown else ""
