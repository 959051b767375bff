"""GIFT, read and written: https://docs.moodle.org/en/GIFT_format tells the format."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from app.bank.domain.types import ItemType
from app.bank.exchange.encoding import head, plain
from app.bank.exchange.formats.common import (
    check_size,
    even_blanks,
    finish,
    written_type,
)
from app.bank.exchange.formats.gift_answers import (
    answered,
    answers_in,
    cut,
    markdown,
    numerical,
    split,
    unescape,
)
from app.bank.exchange.formats.tags import Tags, read_tags
from app.bank.exchange.questions import Found, Question, Source, SourceKind

NO_SECTION = "// no section"
_CATEGORY = re.compile(r"\$CATEGORY:\s*(.*)", re.IGNORECASE)
_MARK = re.compile(r"\[(id|tag):((?:[^\]\\]|\\.)*)\]")
_NAME = re.compile(r"\s*::((?:[^:\\]|\\.|:(?!:))*)::\s*", re.DOTALL)
_FORMAT = re.compile(r"\[(html|moodle|plain|markdown)\]\s*", re.IGNORECASE)
_TRUTH = {"T": True, "TRUE": True, "F": False, "FALSE": False}
_NAMED_PART = re.compile(
    r"^[ \t]*[【\[]?(?:题型|题干|题目|试题|(?:正确|参考|标准)?答案|解析|分值|难度|知识点)[】\]]?[ \t]*[:：]",
    re.MULTILINE,
)
_PARTS = 2
_BRACES = re.compile(r"(?<!\\)\{[^{}]*(?<!\\)\}")


def sniff_gift(name: str, data: bytes) -> bool:
    """Whether a file is GIFT: by its name, or by answers in braces of the kind GIFT has."""
    if name.lower().endswith(".gift"):
        return True
    text = head(data)
    if text.lstrip().startswith(("<", "{", "PK")) or "\\begin{" in text:
        return False
    braces = [match[0] for match in _BRACES.finditer(text)]
    if any(re.match(r"\{\s*([=~#]|T\s*[}#]|F\s*[}#]|TRUE|FALSE)", one) for one in braces):
        return True
    # {} asks for an essay, unless it is the blank of a text whose lines name their parts.
    empty = any(re.fullmatch(r"\{\s*\}", one) for one in braces)
    return empty and len(_NAMED_PART.findall(text)) < _PARTS


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
    unread: list[tuple[int, tuple[str, str]]] = field(
        default_factory=list[tuple[int, tuple[str, str]]]
    )

    @property
    def loose(self) -> list[tuple[int, str]]:
        """The descriptions with their lines that are the material of no question."""
        used = {question.material for question in self.questions}
        return [(line, told[1]) for line, told in self.unread if told not in used]

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
            self.material = (title, markdown(before, html=html))
            self.unread.append((self.first, self.material))
            return
        stem = markdown(before, html=html)
        if after.strip():
            stem = f"{stem} ____ {markdown(after, html=html)}"
        base = Question(
            source=source,
            section=self.section,
            stem=stem,
            material=self.material,
            number=tags.number,
            labels=tags.labels,
        )
        self.questions.append(_question(base, inside, tags, html=html))


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
    inside, general = cut(inside, "####")
    base = replace(base, explanation=markdown(general, html=html))
    text = inside.strip()
    if not text:
        stem = even_blanks(base.stem or "")
        type_ = tags.type or written_type(stem)
        return replace(base, type=type_, stem=stem, confidence=0.9 if tags.type is None else 1)
    truth, told = cut(text, "#")
    if truth.strip().upper() in _TRUTH:
        notes = [markdown(one, html=html) for one in split(told, "#")] if told else []
        explanation = "\n\n".join(one for one in [base.explanation, *notes] if one)
        value = _TRUTH[truth.strip().upper()]
        return replace(base, type=ItemType.TRUE_FALSE, truth=value, explanation=explanation)
    if text.startswith("#"):
        return numerical(base, text[1:])
    return answered(base, answers_in(text, html=html), tags)
