"""What the metadata and the scoring rules of a QTI 1.2 item say: its kind, what is right, what is told."""

from __future__ import annotations

from decimal import Decimal

from app.bank.exchange.formats.points import read_decimal
from app.bank.exchange.formats.xml import Node


def fields_of(node: Node) -> dict[str, str]:
    """What `qtimetadata` and `itemmetadata` say, by name."""
    metadata = node.find("itemmetadata")
    if metadata is None:
        return {}
    fields = {
        one.content("fieldlabel").strip(): one.content("fieldentry").strip()
        for one in metadata.below("qtimetadatafield")
    }
    return fields | {
        one.tag: one.inner_text().strip() for one in metadata.children if one.text.strip()
    }


def guess_kind(groups: list[Node]) -> str:
    """The kind of an item that does not say it, by its responses."""
    if len(groups) != 1:
        return ""
    group = groups[0]
    if group.tag == "response_lid":
        several = group.get("rcardinality").lower() == "multiple"
        return "multiple_answers_question" if several else "multiple_choice_question"
    return "short_answer_question" if group.tag in ("response_str", "response_num") else ""


def _conditions(node: Node) -> list[Node]:
    """The conditions that give marks."""
    found: list[Node] = []
    for processing in node.all("resprocessing"):
        for condition in processing.all("respcondition"):
            gains = [read_decimal(one.inner_text()) for one in condition.all("setvar")]
            titled = condition.get("title").lower() == "correct"
            if titled or any(gain is not None and gain > 0 for gain in gains):
                found.append(condition)
    return found


def _positive(node: Node) -> list[Node]:
    """The comparisons of a condition that are not denied."""
    if node.tag == "not":
        return []
    own = [node] if node.tag in ("varequal", "varsubset") else []
    return own + [one for child in node.children for one in _positive(child)]


def right_of(node: Node, ident: str) -> set[str]:
    return set(values_of(node, ident))


def values_of(node: Node, ident: str) -> list[str]:
    tests = [
        one
        for condition in _conditions(node)
        for var in condition.all("conditionvar")
        for one in _positive(var)
    ]
    return [one.inner_text() for one in tests if one.get("respident", ident) == ident]


def linked_feedback(node: Node, ident: str, value: str) -> list[str]:
    """The feedback that a condition on one option shows."""
    linked: list[str] = []
    for processing in node.all("resprocessing"):
        for condition in processing.all("respcondition"):
            tests = [t for var in condition.all("conditionvar") for t in _positive(var)]
            if [t.inner_text() for t in tests if t.get("respident") == ident] == [value]:
                linked += [one.get("linkrefid") for one in condition.all("displayfeedback")]
    return [
        one for one in linked if one not in ("correct", "incorrect", "general_fb", f"{value}_fb")
    ]


def range_of(node: Node, ident: str) -> tuple[str, Decimal]:
    """The middle of the accepted numbers and half their width; no text where there are none."""
    for condition in _conditions(node):
        tests = [one for one in condition.walk() if one.get("respident", ident) == ident]
        low = [read_decimal(t.inner_text()) for t in tests if t.tag in ("vargte", "vargt")]
        high = [read_decimal(t.inner_text()) for t in tests if t.tag in ("varlte", "varlt")]
        if low and high and low[0] is not None and high[0] is not None:
            middle = (low[0] + high[0]) / 2
            return format(middle.normalize(), "f"), abs(high[0] - low[0]) / 2
    return "", Decimal(0)
