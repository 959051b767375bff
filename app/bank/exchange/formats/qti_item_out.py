"""One item of a QTI 2.1 or 3.0 package, written after the information models of 1EdTech.

Model answers and key points are rubric blocks for the scorer, explanations modal feedback that is always
shown; labels are keywords (LOM) of the item's resource in the manifest.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import quote

from app.bank.domain.types import ItemType
from app.bank.exchange.formats.markup import to_html
from app.bank.exchange.formats.mathml import mathml_formula
from app.bank.exchange.formats.moodle import POINTS_CLASS
from app.bank.exchange.formats.points import write_point
from app.bank.exchange.formats.qti_names import Version
from app.bank.exchange.formats.tags import tags_of
from app.bank.exchange.formats.xml import element, escape
from app.bank.exchange.from_bank import points_text
from app.bank.exchange.loss import Fitted
from app.bank.exchange.parts import BLANK, is_plain_number
from app.bank.exchange.questions import Question

STIMULUS_CLASS = "stimulus"
_XSI = "http://www.w3.org/2001/XMLSchema-instance"
_DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n'
_LINE_TITLE = re.compile(r"\s+")


def language_string(text: str) -> str:
    """A text of the manifest's metadata."""
    return element("lom:string", {"language": "x-none"}, escape(text))


@dataclass(frozen=True, slots=True)
class ItemOut:
    """One item on its way into the package."""

    fitted: Fitted
    version: Version

    @property
    def question(self) -> Question:
        return self.fitted.question

    @property
    def name(self) -> str:
        return f"q{self.fitted.place:05}"

    @property
    def path(self) -> str:
        return f"items/{self.name}.xml"

    def picture_path(self, name: str) -> str:
        return f"images/{self.name}/{quote(name, safe='')}"

    def pictures(self) -> list[tuple[str, bytes]]:
        return [(self.picture_path(one.name), one.data) for one in self.question.pictures]

    def resource(self) -> str:
        tags = tags_of(self.question)
        if self.question.section:
            tags.append(f"section:{self.question.section}")
        words = [element("lom:keyword", None, language_string(tag)) for tag in tags]
        lom = element("lom:lom", None, element("lom:general", None, *words))
        hrefs = [self.path, *(quote(path) for path, _ in self.pictures())]
        return element(
            "resource",
            {"identifier": f"RES-{self.name}", "type": self.version.resource, "href": self.path},
            element("metadata", None, lom) if words else "",
            *(element("file", {"href": href}) for href in hrefs),
        )

    def write(self) -> str:
        question, version = self.question, self.version
        title = _LINE_TITLE.sub(" ", question.stem or "")[:60]
        attributes = {
            "xmlns": version.space,
            "xmlns:xsi": _XSI,
            "xsi:schemaLocation": f"{version.space} {version.location}",
            "identifier": question.labels.get("id", "") if _is_name(question) else self.name,
            "title": title,
            "adaptive": "false",
            "timeDependent": "false",
            "xml:lang": "zh-CN",
        }
        tag = "assessmentItem"
        made = version.element(
            tag,
            attributes,
            self.responses(),
            self.outcomes(),
            version.element("itemBody", None, self.body()),
            self.processing(),
            self.explanation(),
        )
        # The attribute of the schema's place keeps its own spelling.
        return _DECLARATION + made.replace("xsi:schema-location", "xsi:schemaLocation", 1) + "\n"

    def html(self, markdown: str) -> str:
        def address(name: str) -> str:
            return f"../{quote(self.picture_path(name))}"

        return to_html(markdown, formula=mathml_formula, picture=address)

    def responses(self) -> str:
        question = self.question
        if question.type is ItemType.FILL_BLANK:
            return "".join(
                self.blank_response(f"RESPONSE_{n}", forms)
                for n, forms in enumerate(question.blanks or (), 1)
            )
        if question.type is ItemType.TRUE_FALSE:
            known = [] if question.truth is None else [str(question.truth).lower()]
            return self.response("RESPONSE", "single", "identifier", known)
        if question.type is not None and question.type.is_choice:
            several = question.type is ItemType.MULTIPLE_RESPONSE
            cardinality = "multiple" if several else "single"
            return self.response("RESPONSE", cardinality, "identifier", question.correct or ())
        return self.response("RESPONSE", "single", "string", ())

    def response(
        self, name: str, cardinality: str, base: str, correct: Sequence[str], mapping: str = ""
    ) -> str:
        values = [self.version.element("value", None, escape(value)) for value in correct]
        return self.version.element(
            "responseDeclaration",
            {"identifier": name, "cardinality": cardinality, "baseType": base},
            self.version.element("correctResponse", None, *values) if values else "",
            mapping,
        )

    def blank_response(self, name: str, forms: tuple[str, ...]) -> str:
        if self.is_number(forms):
            return self.response(name, "single", "float", forms[:1])
        entries = [
            self.version.element(
                "mapEntry", {"mapKey": form, "mappedValue": "1", "caseSensitive": "false"}
            )
            for form in forms
        ]
        mapping = self.version.element("mapping", {"defaultValue": "0"}, *entries)
        return self.response(name, "single", "string", forms[:1], mapping)

    def is_number(self, forms: tuple[str, ...]) -> bool:
        return bool(self.question.tolerance) and all(map(is_plain_number, forms))

    def outcomes(self) -> str:
        question, make = self.question, self.version.element
        zero = make("defaultValue", None, make("value", None, "0"))
        score = {"identifier": "SCORE", "cardinality": "single", "baseType": "float"}
        if question.points is not None:
            score["normalMaximum"] = points_text(question.points)
        made = make("outcomeDeclaration", score, zero)
        if any(one.feedback for one in question.options):
            several = question.type is ItemType.MULTIPLE_RESPONSE
            told = {"identifier": "FEEDBACK", "cardinality": "multiple" if several else "single"}
            made += make("outcomeDeclaration", {**told, "baseType": "identifier"})
        if question.explanation:
            always = make("defaultValue", None, make("value", None, "explanation"))
            told = {"identifier": "EXPLANATION", "cardinality": "single", "baseType": "identifier"}
            made += make("outcomeDeclaration", told, always)
        return made

    def body(self) -> str:
        question, make = self.question, self.version.element
        pieces: list[str] = []
        if question.material:
            title, text = question.material
            head = element("h2", None, escape(title)) if title else ""
            pieces.append(element("div", {"class": STIMULUS_CLASS}, head, self.html(text)))
        stem = self.html(question.stem or "")
        if question.type is ItemType.FILL_BLANK:
            return "".join([*pieces, self.with_entries(stem)])
        pieces.append(stem)
        if question.type is ItemType.TRUE_FALSE:
            words = [("true", "正确"), ("false", "错误")]
            choices = [make("simpleChoice", {"identifier": i}, words_) for i, words_ in words]
            pieces.append(self.interaction(choices, shuffle=False, most="1"))
        elif question.type is not None and question.type.is_choice:
            choices = [
                make("simpleChoice", {"identifier": one.label}, self.html(one.text), note)
                for one in question.options
                for note in [self.feedback(one.label, one.feedback)]
            ]
            most = "1" if question.type is ItemType.SINGLE_CHOICE else "0"
            pieces.append(self.interaction(choices, shuffle=question.shuffle, most=most))
        else:
            pieces.append(make("extendedTextInteraction", {"responseIdentifier": "RESPONSE"}))
            pieces.append(self.rubric())
        return "".join(pieces)

    def interaction(self, choices: list[str], *, shuffle: bool, most: str) -> str:
        attributes = {
            "responseIdentifier": "RESPONSE",
            "shuffle": "true" if shuffle else "false",
            "maxChoices": most,
        }
        return self.version.element("choiceInteraction", attributes, *choices)

    def with_entries(self, stem: str) -> str:
        head, *rest = stem.split(BLANK)
        entries = [
            self.version.element("textEntryInteraction", {"responseIdentifier": f"RESPONSE_{n}"})
            for n in range(1, len(rest) + 1)
        ]
        return head + "".join(entry + text for entry, text in zip(entries, rest, strict=True))

    def feedback(self, label: str, text: str) -> str:
        if not text:
            return ""
        shown = {"outcomeIdentifier": "FEEDBACK", "identifier": label, "showHide": "show"}
        inside = self.version.content(self.html(text))
        return self.version.element("feedbackBlock", shown, inside)

    def rubric(self) -> str:
        question = self.question
        lines = [element("li", None, escape(write_point(one))) for one in question.key_points]
        inside = self.html(question.reference) if question.reference else ""
        inside += element("ul", {"class": POINTS_CLASS}, *lines) if lines else ""
        if not inside:
            return ""
        content = self.version.content(inside)
        return self.version.element("rubricBlock", {"view": "scorer", "use": "scoring"}, content)

    def processing(self) -> str:
        question, make = self.question, self.version.element
        if question.type is ItemType.FILL_BLANK:
            blanks = enumerate(question.blanks or (), 1)
            rules = [self.blank_rule(f"RESPONSE_{n}", forms) for n, forms in blanks]
            return make("responseProcessing", None, *rules)
        if question.type is None or not question.type.is_objective:
            return ""
        if not any(one.feedback for one in question.options):
            template = self.version.template("match_correct")
            return make("responseProcessing", {"template": template})
        named = {"identifier": "RESPONSE"}
        right = make("match", None, make("variable", named), make("correct", named))
        told = make("setOutcomeValue", {"identifier": "FEEDBACK"}, make("variable", named))
        return make("responseProcessing", None, self.rule(right, "1"), told)

    def blank_rule(self, name: str, forms: tuple[str, ...]) -> str:
        make = self.version.element
        if not self.is_number(forms):
            return self.add(make("mapResponse", {"identifier": name}))
        margin = format(self.question.tolerance, "f")
        attributes = {"toleranceMode": "absolute", "tolerance": f"{margin} {margin}"}
        near = [
            make(
                "equal",
                attributes,
                make("variable", {"identifier": name}),
                make("baseValue", {"baseType": "float"}, form),
            )
            for form in forms
        ]
        return self.rule(make("or", None, *near), "1")

    def rule(self, condition: str, value: str) -> str:
        make = self.version.element
        gained = self.add(make("baseValue", {"baseType": "float"}, value))
        return make("responseCondition", None, make("responseIf", None, condition, gained))

    def add(self, value: str) -> str:
        make = self.version.element
        total = make("sum", None, make("variable", {"identifier": "SCORE"}), value)
        return make("setOutcomeValue", {"identifier": "SCORE"}, total)

    def explanation(self) -> str:
        if not self.question.explanation:
            return ""
        shown = {
            "outcomeIdentifier": "EXPLANATION",
            "identifier": "explanation",
            "showHide": "show",
        }
        inside = self.version.content(self.html(self.question.explanation))
        return self.version.element("modalFeedback", shown, inside)


def _is_name(question: Question) -> bool:
    """Whether the question's own id can be an identifier (an NCName of at most 32 characters)."""
    return re.fullmatch(r"[A-Za-z_][A-Za-z0-9_.-]{0,31}", question.labels.get("id", "")) is not None
