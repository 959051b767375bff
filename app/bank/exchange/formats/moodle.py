"""Moodle XML, read: https://docs.moodle.org/en/Moodle_XML_format tells the format."""

from __future__ import annotations

import binascii
import re
from base64 import b64decode
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from decimal import Decimal

from app.bank.domain.types import ItemType
from app.bank.exchange.formats.cloze import read_cloze
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
from app.bank.exchange.formats.from_html import from_html, markdown_of, plugin_file
from app.bank.exchange.formats.points import read_decimal, read_points
from app.bank.exchange.formats.tags import read_tags
from app.bank.exchange.formats.xml import Node, parse_html, parse_xml
from app.bank.exchange.questions import (
    Found,
    Picture,
    Problem,
    ProblemKind,
    Question,
    ReadError,
    ReadFault,
    Source,
    SourceKind,
)

NO_SECTION = "no-section"
POINTS_CLASS = "key-points"
_CONTEXT = re.compile(r"\A\$[a-z]+\$/?|\A(?=top/)|\A(?=top\Z)")
_WILDCARD = re.compile(r"(?<!\\)\*")


def sniff_moodle(_name: str, data: bytes) -> bool:
    """Whether a file is Moodle XML, by its root element."""
    return re.search(rb"<quiz[\s>]", data[:4000]) is not None and b"<question" in data


def read_moodle(data: bytes, _name: str) -> Found:
    """The questions of a Moodle XML file; `ReadError` where it is none or unsafe.

    A description is taken as the material of the questions behind it, up to the next category.
    """
    check_size(data)
    root = parse_xml(data)
    if root.tag != "quiz":
        raise ReadError(ReadFault.WRONG_FORMAT, root.tag[:40])
    reading = _Reading()
    for node in root.all("question"):
        reading.take(node)
    return finish(reading.questions)


@dataclass(slots=True)
class _Reading:
    """Where the reader is: section and material last met."""

    section: str = ""
    material: tuple[str, str] | None = None
    questions: list[Question] = field(default_factory=list[Question])

    def take(self, node: Node) -> None:
        kind = node.get("type")
        if kind == "category":
            self.section, self.material = _section(node), None
        elif kind == "description":
            self.material = (node.content("name", "text").strip(), _text(node, "questiontext"))
        else:
            self.questions.append(self.question(node, kind))

    def question(self, node: Node, kind: str) -> Question:
        tags = read_tags(tag.content("text") for tag in _tags(node))
        base = Question(
            source=Source(SourceKind.LINE, node.line, node.line),
            number=tags.number,
            section=self.section,
            stem=_text(node, "questiontext"),
            explanation=_text(node, "generalfeedback"),
            points=read_decimal(node.content("defaultgrade")),
            material=self.material,
            labels=tags.labels,
            pictures=tuple(_pictures(node)),
            problems=tuple(_broken_pictures(node)),
        )
        reader = _READERS.get(kind)
        if reader is None:
            return replace(base, confidence=UNSURE).with_problems(lost(kind, node.line))
        question = reader(node, base)
        return (
            replace(question, type=tags.type) if _is_written(question) and tags.type else question
        )


def _is_written(question: Question) -> bool:
    return question.type in (ItemType.SHORT_ANSWER, ItemType.ESSAY)


def _section(node: Node) -> str:
    path = node.content("category", "text").strip()
    if node.content("idnumber") == NO_SECTION:
        return ""
    path = _CONTEXT.sub("", path, count=1)
    path = path.removeprefix("top/") if path != "top" else ""
    return path.replace("//", "/")


def _tags(node: Node) -> list[Node]:
    tags = node.find("tags")
    return tags.all("tag") if tags else []


def _text(node: Node, *path: str) -> str:
    holder = node.find(*path)
    return "" if holder is None else _markdown(holder)


def _markdown(holder: Node) -> str:
    """The text of an element that holds `text`, turned by its format."""
    text = holder.content("text")
    if holder.get("format", "html") in ("markdown", "plain_text"):
        return text.strip()
    return from_html(text, picture=plugin_file)


def _pictures(node: Node) -> list[Picture]:
    found: dict[str, Picture] = {}
    for file in node.below("file"):
        data = _file_data(file)
        if data is not None and file.get("name"):
            found.setdefault(file.get("name"), Picture(file.get("name"), data))
    return list(found.values())


def _broken_pictures(node: Node) -> list[Problem]:
    return [
        Problem(ProblemKind.LOST_PICTURE, file.line, file.get("name")[:100])
        for file in node.below("file")
        if _file_data(file) is None
    ]


def _file_data(file: Node) -> bytes | None:
    try:
        return b64decode("".join(file.text.split()), validate=True)
    except (binascii.Error, ValueError):
        return None


@dataclass(frozen=True, slots=True)
class _Answer:
    text: str
    fraction: Decimal
    feedback: str
    tolerance: Decimal


def _answers(node: Node, *, plain: bool) -> list[_Answer]:
    return [
        _Answer(
            text=answer.content("text") if plain else _markdown(answer),
            fraction=read_decimal(answer.get("fraction")) or Decimal(0),
            feedback=_text(answer, "feedback"),
            tolerance=read_decimal(answer.content("tolerance")) or Decimal(0),
        )
        for answer in node.all("answer")
    ]


def _choice(node: Node, base: Question) -> Question:
    single = node.content("single").strip() in ("true", "1")
    answers = _answers(node, plain=False)
    options = lettered([a.text for a in answers], [a.feedback for a in answers])
    full = [o.label for o, a in zip(options, answers, strict=True) if a.fraction >= 100]
    part = [o.label for o, a in zip(options, answers, strict=True) if a.fraction > 0]
    question = replace(
        base,
        type=ItemType.SINGLE_CHOICE if single else ItemType.MULTIPLE_RESPONSE,
        options=options,
        shuffle=node.content("shuffleanswers").strip() not in ("0", "false"),
        correct=tuple(full if single else part) or None,
    )
    if single and len(part) > len(full):
        return question.with_problems(lost("fraction", node.line))
    return question


def _true_false(node: Node, base: Question) -> Question:
    answers = _answers(node, plain=True)
    right = next((a.text.strip().lower() for a in answers if a.fraction >= 100), "")
    told = [a.feedback for a in answers if a.feedback]
    return replace(
        base,
        type=ItemType.TRUE_FALSE,
        truth={"true": True, "false": False}.get(right),
        explanation="\n\n".join([text for text in [base.explanation, *told] if text]),
    )


def _short_answer(node: Node, base: Question) -> Question:
    answers = _answers(node, plain=True)
    whole = [answer for answer in answers if answer.fraction >= 100]
    forms = tuple(answer.text.strip().replace("\\*", "*") for answer in whole)
    question = replace(
        base,
        type=ItemType.FILL_BLANK,
        stem=with_blank(base.stem or ""),
        blanks=(forms,) if forms else None,
        tolerance=max((answer.tolerance for answer in whole), default=Decimal(0)),
    )
    odd = [lost("fraction", node.line)] if len(whole) < len(answers) else []
    if node.get("type") == "shortanswer" and any(_WILDCARD.search(a.text) for a in whole):
        odd.append(lost("*", node.line))
    if node.below("unit"):
        odd.append(lost("unit", node.line))
    return question.with_problems(*odd)


def _cloze(node: Node, base: Question) -> Question:
    holder = node.find("questiontext")
    cloze = read_cloze(node.content("questiontext", "text"))
    html = holder is None or holder.get("format", "html") not in ("markdown", "plain_text")
    stem = from_html(cloze.text, picture=plugin_file) if html else cloze.text.strip()
    question = replace(
        base,
        type=ItemType.FILL_BLANK,
        stem=stem,
        blanks=cloze.blanks or None,
        tolerance=cloze.tolerance,
    )
    return question.with_problems(*(lost(kind, node.line) for kind in cloze.lost))


def _essay(node: Node, base: Question) -> Question:
    question = replace(
        base,
        type=written_type(base.stem or ""),
        stem=even_blanks(base.stem or ""),
        confidence=0.9,
    )
    holder = node.find("graderinfo")
    if holder is None or holder.get("format", "html") != "html":
        return replace(question, reference=_text(node, "graderinfo") or None)
    tree = parse_html(holder.content("text"))
    lists = [child for child in tree.children if child.get("class") == POINTS_CLASS]
    lines = [line for one in lists for item in one.all("li") for line in [item.inner_text()]]
    tree.children = [child for child in tree.children if child not in lists]
    points, bad = read_points(lines)
    problems = [Problem(ProblemKind.BAD_VALUE, node.line, line[:100]) for line in bad]
    reference = markdown_of(tree, picture=plugin_file) or None
    return replace(question, reference=reference, key_points=points).with_problems(*problems)


_READERS: dict[str, Callable[[Node, Question], Question]] = {
    "multichoice": _choice,
    "truefalse": _true_false,
    "shortanswer": _short_answer,
    "numerical": _short_answer,
    "cloze": _cloze,
    "multianswer": _cloze,
    "essay": _essay,
}
