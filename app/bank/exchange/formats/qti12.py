"""QTI 1.2 as Canvas and Blackboard write it, alone or in a package; and Canvas exports."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from decimal import Decimal
from urllib.parse import unquote

from app.bank.domain.types import ItemType
from app.bank.exchange.formats.common import (
    UNSURE,
    check_size,
    even_blanks,
    finish,
    lettered,
    lost,
    truth_of,
    with_blank,
)
from app.bank.exchange.formats.element_lines import lines_of
from app.bank.exchange.formats.from_html import from_html
from app.bank.exchange.formats.points import read_decimal
from app.bank.exchange.formats.qti12_rules import (
    fields_of,
    guess_kind,
    linked_feedback,
    range_of,
    right_of,
    values_of,
)
from app.bank.exchange.formats.xml import Node, parse_xml
from app.bank.exchange.formats.zipped import Package, is_zip, open_zip, resolve
from app.bank.exchange.parts import BLANK
from app.bank.exchange.questions import (
    Found,
    Picture,
    Question,
    ReadError,
    ReadFault,
    Source,
    SourceKind,
)

_FILE_BASE = "$IMS-CC-FILEBASE$/"
_CHOICES = {
    "multiple_choice_question": ItemType.SINGLE_CHOICE,
    "multiple choice": ItemType.SINGLE_CHOICE,
    "multiple_answers_question": ItemType.MULTIPLE_RESPONSE,
    "multiple answer": ItemType.MULTIPLE_RESPONSE,
    "true_false_question": ItemType.TRUE_FALSE,
    "true/false": ItemType.TRUE_FALSE,
    "either/or": ItemType.TRUE_FALSE,
}
_TYPED = frozenset(
    {
        "short_answer_question",
        "fill_in_multiple_blanks_question",
        "numerical_question",
        "fill in the blank",
        "fill in the blank plus",
        "numeric",
    }
)
_WRITTEN = {
    "essay_question": ItemType.SHORT_ANSWER,
    "essay": ItemType.ESSAY,
    "short response": ItemType.SHORT_ANSWER,
}
_TEXT_ONLY = "text_only_question"


def sniff_qti12(_name: str, data: bytes) -> bool:
    """Whether a file is QTI 1.2, alone or in a package that is no Canvas export."""
    if not is_zip(data):
        return b"<questestinterop" in data[:4000]
    return _has(data, lambda package: bool(_documents(package))) and not sniff_canvas(_name, data)


def sniff_canvas(_name: str, data: bytes) -> bool:
    """Whether a file is a Canvas export: QTI 1.2 with `assessment_meta.xml` beside it."""
    meta = "assessment_meta.xml"
    return is_zip(data) and _has(data, lambda p: any(one.endswith(meta) for one in p.names))


def read_qti12(data: bytes, name: str) -> Found:
    """The questions of a QTI 1.2 document or package; `ReadError` where it is none or unsafe."""
    check_size(data)
    if not is_zip(data):
        return finish(_Reading(None, name).document(parse_xml(data)))
    package = open_zip(data)
    questions: list[Question] = []
    lines: list[str] = []
    for path in _documents(package):
        reading = _Reading(package, path, lines=lines)
        questions += reading.document(parse_xml(package.read(path)))
    return replace(finish(questions), lines=tuple(lines))


def read_canvas(data: bytes, name: str) -> Found:
    """The questions of a Canvas export; each quiz gives its title as the section."""
    return read_qti12(data, name)


def _has(data: bytes, test: Callable[[Package], bool]) -> bool:
    try:
        return test(open_zip(data))
    except ReadError:
        return False


def _documents(package: Package) -> list[str]:
    """The files of a package that hold questions, whatever they are called."""
    named = [one for one in package.names if one.endswith((".xml", ".dat", ".xml.qti"))]
    return [one for one in named if b"<questestinterop" in package.read(one)[:4000]]


@dataclass(slots=True)
class _Reading:
    """One document and where it stands in its package."""

    package: Package | None
    path: str
    pictures: dict[str, Picture] = field(default_factory=dict[str, Picture])
    material: tuple[str, str] | None = None
    # What is shown beside the questions of a package: there the lines of the files say nothing.
    lines: list[str] = field(default_factory=list[str])

    def document(self, root: Node) -> list[Question]:
        if root.tag != "questestinterop":
            raise ReadError(ReadFault.WRONG_FORMAT, root.tag[:40])
        questions: list[Question] = []
        for holder in root.all("assessment", "objectbank", "section") or [root]:
            self.material = None
            questions += self.holder(holder, holder.get("title"))
        if root.all("assessment", "objectbank", "section"):
            questions += [one for item in root.all("item") for one in self.item(item, "")]
        return questions

    def holder(self, node: Node, title: str) -> list[Question]:
        questions: list[Question] = []
        for child in node.children:
            if child.tag == "section":
                questions += self.holder(child, child.get("title") or title)
            elif child.tag == "item":
                questions += self.item(child, title)
        return questions

    def item(self, node: Node, section: str) -> list[Question]:
        self.pictures = {}
        fields = fields_of(node)
        kind = (fields.get("question_type") or fields.get("bbmd_questiontype") or "").lower()
        stem, group = self.presentation(node)
        if kind == _TEXT_ONLY:
            self.material = (node.get("title"), stem)
            return []
        base = Question(
            source=self.source(node),
            section=section if section != "root_section" else "",
            stem=stem,
            points=read_decimal(
                fields.get("points_possible") or fields.get("qmd_absolutescore_max") or ""
            ),
            material=self.material,
            explanation=self.feedback(node, "general_fb", "correct"),
        )
        question = self.answered(node, base, kind or guess_kind(group), group)
        return [replace(question, pictures=tuple(self.pictures.values()))]

    def source(self, node: Node) -> Source:
        if self.package is None:
            return Source(SourceKind.LINE, node.line, node.line)
        first = len(self.lines) + 1
        self.lines += lines_of(node)
        return Source(SourceKind.PATH, first, len(self.lines), self.path)

    def presentation(self, node: Node) -> tuple[str, list[Node]]:
        """The text before the first response, and the responses."""
        presentation = node.find("presentation") or Node("presentation", {})
        groups = presentation.below("response_lid", "response_str", "response_num", "response_grp")
        inside = {id(one) for group in groups for one in group.walk()}
        texts = [
            self.text(one)
            for one in presentation.below("mattext", "mat_formattedtext")
            if id(one) not in inside
        ]
        return "\n\n".join(text for text in texts if text), groups

    def text(self, node: Node) -> str:
        kind = (node.get("texttype") or node.get("type") or "text/html").lower()
        text = node.inner_text()
        if "html" in kind or kind == "smart_text" or "</" in text:
            return from_html(text, picture=self.picture)
        return text.strip()

    def texts(self, node: Node) -> str:
        found = [self.text(one) for one in node.below("mattext", "mat_formattedtext")]
        return "\n\n".join(text for text in found if text)

    def picture(self, source: str) -> str:
        wanted = unquote(source.partition("?")[0])
        target = resolve("imsmanifest.xml", wanted.removeprefix(_FILE_BASE))
        folders = ("", "web_resources/", "csfiles/")
        paths = [f"{folder}{target}" for folder in folders] + [resolve(self.path, wanted)]
        for path in paths:
            data = self.package.find(path) if self.package and path else None
            if data is not None:
                name = path.rpartition("/")[2]
                self.pictures.setdefault(name, Picture(name, data))
                return name
        return ""

    def feedback(self, node: Node, *idents: str) -> str:
        told = [self.texts(one) for one in node.all("itemfeedback") if one.get("ident") in idents]
        return "\n\n".join(text for text in told if text)

    def answered(self, node: Node, base: Question, kind: str, groups: list[Node]) -> Question:
        if kind in _CHOICES and len(groups) == 1:
            return self.choice(node, base, _CHOICES[kind], groups[0])
        if kind in _TYPED and groups:
            return self.typed(node, base, groups)
        if kind in _WRITTEN:
            model = self.feedback(node, "solution") or None
            stem = even_blanks(base.stem or "")
            return replace(base, type=_WRITTEN[kind], stem=stem, reference=model, confidence=0.9)
        return replace(base, confidence=UNSURE).with_problems(
            lost(kind or "item", base.source.first)
        )

    def choice(self, node: Node, base: Question, type_: ItemType, group: Node) -> Question:
        labels = group.below("response_label")
        idents = [one.get("ident") for one in labels]
        texts = [self.texts(one) for one in labels]
        right = right_of(node, group.get("ident"))
        if type_ is ItemType.TRUE_FALSE:
            said = {i: truth_of(text or i) for i, text in zip(idents, texts, strict=True)}
            known = [said[one] for one in idents if one in right]
            return replace(base, type=type_, truth=known[0] if len(known) == 1 else None)
        notes = [
            self.feedback(node, f"{one}_fb", *linked_feedback(node, group.get("ident"), one))
            for one in idents
        ]
        options = lettered(texts, notes)
        correct = tuple(o.label for o, i in zip(options, idents, strict=True) if i in right)
        shuffle = any(one.get("shuffle").lower() == "yes" for one in group.all("render_choice"))
        return replace(base, type=type_, options=options, correct=correct or None, shuffle=shuffle)

    def typed(self, node: Node, base: Question, groups: list[Node]) -> Question:
        stem = base.stem or ""
        blanks: list[tuple[str, ...]] = []
        margin = Decimal(0)
        for group in groups:
            ident = group.get("ident")
            name = ident.removeprefix("response_")
            by_ident = {one.get("ident"): self.texts(one) for one in group.below("response_label")}
            values = values_of(node, ident)
            forms = tuple(dict.fromkeys(by_ident.get(one, one).strip() for one in values))
            if not forms:
                form, margin = range_of(node, ident)
                forms = (form,) if form else ()
            blanks.append(forms)
            stem = stem.replace(f"[{name}]", BLANK) if name else stem
        stem = with_blank(stem) if len(groups) == 1 else even_blanks(stem)
        known = tuple(blanks) if any(blanks) else None
        return replace(base, type=ItemType.FILL_BLANK, stem=stem, blanks=known, tolerance=margin)
