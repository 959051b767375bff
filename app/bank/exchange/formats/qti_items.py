"""One item of QTI 2.x or 3.0 as a question: its body, its responses and how they are processed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from decimal import Decimal

from app.bank.domain.types import ItemType
from app.bank.exchange.formats.common import UNSURE, lettered, lost, truth_of
from app.bank.exchange.formats.from_html import markdown_of
from app.bank.exchange.formats.moodle import POINTS_CLASS
from app.bank.exchange.formats.points import read_decimal, read_points
from app.bank.exchange.formats.qti_item_out import STIMULUS_CLASS
from app.bank.exchange.formats.xml import Node
from app.bank.exchange.parts import BLANK
from app.bank.exchange.questions import Problem, ProblemKind, Question

PictureName = Callable[[str], str]
_FEEDBACK = ("feedbackInline", "feedbackBlock")


@dataclass(slots=True)
class _Body:
    """What the walk through a body finds, and takes out of it."""

    choices: list[Node] = field(default_factory=list[Node])
    entries: list[str] = field(default_factory=list[str])
    written: int = 0
    strange: list[str] = field(default_factory=list[str])
    rubrics: list[Node] = field(default_factory=list[Node])
    stimulus: Node | None = None


@dataclass(frozen=True, slots=True)
class _Response:
    cardinality: str
    correct: tuple[str, ...]
    mapped: tuple[str, ...]


def read_item(root: Node, base: Question, picture: PictureName) -> Question:
    """The question that an `assessmentItem` (names of 2.x) is; `base` says where it stands."""
    body_node = root.find("itemBody") or Node("itemBody", {})
    body = _Body()
    _take_apart(body_node, body)
    told = [_markdown(one, picture) for one in root.all("modalFeedback")]
    question = replace(
        base,
        stem=markdown_of(body_node, picture=picture),
        explanation="\n\n".join(dict.fromkeys(text for text in told if text)),
        points=_points(root),
    )
    if body.stimulus is not None:
        question = replace(question, material=_material(body.stimulus, picture))
    responses = {one.get("identifier"): _response(one) for one in root.all("responseDeclaration")}
    if body.strange or len(body.choices) + bool(body.entries) + body.written != 1:
        detail = " ".join(body.strange) or "interactions"
        return replace(question, confidence=UNSURE).with_problems(lost(detail, base.source.first))
    if body.entries:
        return _blanks(root, question, body.entries, responses)
    if body.choices:
        return _choice(question, body.choices[0], responses, picture)
    return _written(question, body.rubrics, picture)


def _take_apart(node: Node, body: _Body) -> None:
    """Take interactions and rubrics out of a body; blanks stay as `____`, prompts as text."""
    kept: list[Node] = []
    for child in node.children:
        if child.tag == "textEntryInteraction":
            body.entries.append(child.get("responseIdentifier"))
            kept.append(Node("span", {}, BLANK, child.tail))
        elif child.tag in ("choiceInteraction", "extendedTextInteraction"):
            body.choices += [child] if child.tag == "choiceInteraction" else []
            body.written += child.tag == "extendedTextInteraction"
            prompts = [
                Node("div", {}, one.text, "", children=one.children) for one in child.all("prompt")
            ]
            kept.append(Node("div", {}, "", child.tail, children=prompts))
        elif child.tag == "rubricBlock" and "scorer" in child.get("view").split():
            body.rubrics.append(child)
            kept.append(Node("div", {}, "", child.tail))
        elif child.get("class") == STIMULUS_CLASS and body.stimulus is None:
            body.stimulus = child
            kept.append(Node("div", {}, "", child.tail))
        elif child.tag.endswith("Interaction"):
            body.strange.append(child.tag)
            inline = child.tag == "inlineChoiceInteraction"
            kept.append(Node("span", {}, BLANK if inline else "", child.tail))
        else:
            _take_apart(child, body)
            kept.append(child)
    node.children = kept


def _response(node: Node) -> _Response:
    correct = node.find("correctResponse")
    mapping = node.find("mapping")
    entries = mapping.all("mapEntry") if mapping else []
    worth = [(one.get("mapKey"), read_decimal(one.get("mappedValue")) or 0) for one in entries]
    return _Response(
        cardinality=node.get("cardinality", "single"),
        correct=tuple(one.inner_text() for one in correct.all("value")) if correct else (),
        mapped=tuple(key for key, value in worth if value > 0),
    )


def _points(root: Node) -> Decimal | None:
    for outcome in root.all("outcomeDeclaration"):
        if outcome.get("identifier") == "SCORE" and outcome.get("normalMaximum"):
            return read_decimal(outcome.get("normalMaximum"))
    for outcome in root.all("outcomeDeclaration"):
        if outcome.get("identifier") == "MAXSCORE":
            return read_decimal(outcome.content("defaultValue", "value"))
    return None


def _markdown(node: Node, picture: PictureName) -> str:
    return markdown_of(node.find("contentBody") or node, picture=picture)


def _material(node: Node, picture: PictureName) -> tuple[str, str]:
    head = node.children[0] if node.children and node.children[0].tag == "h2" else None
    if head is None:
        return "", markdown_of(node, picture=picture)
    rest = replace(node, children=node.children[1:], text=head.tail)
    return head.inner_text().strip(), markdown_of(rest, picture=picture)


def _choice(
    question: Question, node: Node, responses: dict[str, _Response], picture: PictureName
) -> Question:
    response = responses.get(node.get("responseIdentifier"), _Response("single", (), ()))
    choices = node.all("simpleChoice")
    identifiers = [one.get("identifier") for one in choices]
    notes = [
        "\n\n".join(_markdown(told, picture) for told in one.all(*_FEEDBACK)) for one in choices
    ]
    for one in choices:
        _leave_out(one)
    texts = [markdown_of(one, picture=picture) for one in choices]
    several = response.cardinality == "multiple"
    right = set(response.correct or response.mapped)
    if not several and (truth := _truth(identifiers, texts)):
        known = [truth[one] for one in right if one in truth]
        return replace(
            question, type=ItemType.TRUE_FALSE, truth=known[0] if len(known) == 1 else None
        )
    options = lettered(texts, notes)
    correct = tuple(
        option.label for option, one in zip(options, identifiers, strict=True) if one in right
    )
    return replace(
        question,
        type=ItemType.MULTIPLE_RESPONSE if several else ItemType.SINGLE_CHOICE,
        options=options,
        correct=correct or None,
        shuffle=node.get("shuffle") == "true",
    )


def _leave_out(choice: Node) -> None:
    """Take the feedback out of a choice; what stands behind it stays."""
    kept: list[Node] = []
    for child in choice.children:
        if child.tag not in _FEEDBACK:
            kept.append(child)
        elif kept:
            kept[-1].tail += child.tail
        else:
            choice.text += child.tail
    choice.children = kept


def _truth(identifiers: list[str], texts: list[str]) -> dict[str, bool]:
    """Which choice says true and which false; empty where the two are no such pair."""
    if len(identifiers) != 2:
        return {}
    if {one.lower() for one in identifiers} == {"true", "false"}:
        return {one: one.lower() == "true" for one in identifiers}
    said = [truth_of(text) for text in texts]
    if None in said or said[0] == said[1]:
        return {}
    return {one: bool(value) for one, value in zip(identifiers, said, strict=True)}


def _blanks(
    root: Node, question: Question, entries: list[str], responses: dict[str, _Response]
) -> Question:
    near, tolerance = _near(root)
    blanks: list[tuple[str, ...]] = []
    for name in entries:
        response = responses.get(name, _Response("single", (), ()))
        blanks.append(tuple(near.get(name, ())) or response.mapped or response.correct)
    known = tuple(blanks) if any(blanks) else None
    return replace(question, type=ItemType.FILL_BLANK, blanks=known, tolerance=tolerance)


def _near(root: Node) -> tuple[dict[str, list[str]], Decimal]:
    """The numbers that `equal` compares with, by response, and the widest absolute tolerance."""
    forms: dict[str, list[str]] = {}
    widest = Decimal(0)
    for node in root.below("equal"):
        if node.get("toleranceMode", "exact") != "absolute":
            continue
        margins = [read_decimal(one) for one in node.get("tolerance").split()]
        widest = max([widest, *(one for one in margins if one is not None)])
        value = node.content("baseValue")
        variable = node.find("variable")
        name = variable.get("identifier") if variable else ""
        if value.strip():
            forms.setdefault(name, []).append(value.strip())
    return forms, widest


def _written(question: Question, rubrics: list[Node], picture: PictureName) -> Question:
    reference: list[str] = []
    lines: list[str] = []
    for rubric in rubrics:
        holder = rubric.find("contentBody") or rubric
        lists = [one for one in holder.children if one.get("class") == POINTS_CLASS]
        lines += [item.inner_text() for one in lists for item in one.all("li")]
        holder.children = [one for one in holder.children if one not in lists]
        reference += [text for text in [markdown_of(holder, picture=picture)] if text]
    points, bad = read_points(lines)
    place = question.source.first
    problems = [Problem(ProblemKind.BAD_VALUE, place, line[:100]) for line in bad]
    return replace(
        question,
        type=ItemType.SHORT_ANSWER,
        reference="\n\n".join(reference) or None,
        key_points=points,
        confidence=0.9,
    ).with_problems(*problems)
