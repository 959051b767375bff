"""What stands inside a paragraph: words, tabs, breaks, pictures, formulas, what is raised or underlined."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from app.bank.exchange.docx.beside import REFERENCES, Beside
from app.bank.exchange.docx.formulas import to_latex
from app.bank.exchange.docx.names import Element, child, is_on, local, relation, value
from app.bank.exchange.docx.pictures import Pictures

# Marks of symbol fonts (Wingdings and its kin) that people tick answers with.
_SYMBOLS = {
    "FC": "√",
    "FB": "×",
    "FE": "√",
    "FD": "×",
    "50": "√",
    "52": "√",
    "4F": "×",
    "51": "×",
    "A8": "□",
    "6F": "□",
    "6C": "●",
    "6E": "■",
    "75": "◆",
    "D8": "➢",
}
_RAISED = str.maketrans("0123456789+-=()n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿ")
_LOWERED = str.maketrans("0123456789+-=()", "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎")
_SKIPPED = frozenset(
    {
        "w:del",
        "w:moveFrom",
        "w:instrText",
        "w:delText",
        "w:delInstrText",
        "w:pPr",
        "w:rPr",
        "w:sdtPr",
    }
    | {"w:annotationRef"}
)
DARK = frozenset(
    {"auto", "000000", "111111", "222222", "333333", "0d0d0d", "262626", "404040", "1a1a1a"}
)
_DEEPEST = 30


@dataclass(frozen=True, slots=True)
class Span:
    """Words of one look."""

    text: str
    strong: bool = False
    underlined: bool = False
    coloured: bool = False


class Inline:
    """Walks through one paragraph; text boxes found on the way gather in `boxes`, places of notes in `notes`
    as kind and number, and hidden words in `hidden`."""

    def __init__(self, part: str, pictures: Pictures, beside: Beside) -> None:
        self.part, self.pictures, self.beside = part, pictures, beside
        self.boxes: list[Element] = []
        self.notes: list[tuple[str, str]] = []
        self.hidden = ""
        self.fields: list[bool] = []

    def spans(self, paragraph: Element) -> list[Span]:
        """The spans of a paragraph, neighbours of one look put together."""
        merged: list[Span] = []
        for span in self._walk(paragraph, None, 0):
            last = merged[-1] if merged else None
            if last and _one_look(last, span):
                merged[-1] = Span(
                    last.text + span.text,
                    last.strong or span.strong,
                    span.underlined,
                    last.coloured or span.coloured,
                )
            elif span.text:
                merged.append(span)
        return merged

    def _walk(self, node: Element, properties: Element | None, depth: int) -> Iterator[Span]:
        if depth > _DEEPEST:
            return
        for part in node:
            name = local(part)
            if name == "w:r":
                yield from self._walk(part, child(part, "w:rPr"), depth + 1)
            elif name == "w:fldChar":
                self._field(value(part, "fldCharType") or "")
            elif name in REFERENCES:
                self.notes.append((REFERENCES[name], value(part, "id") or ""))
            elif name in _SKIPPED or self._in_code():
                continue
            elif name == "mc:AlternateContent":
                chosen = child(part, "mc:Choice")
                yield from self._walk(chosen if chosen is not None else part, properties, depth + 1)
            elif name in ("m:oMath", "m:oMathPara"):
                yield Span(_formula(part))
            elif name in ("w:drawing", "w:pict", "w:object"):
                yield Span(self._drawn(part))
            else:
                text = _words(part, name)
                if text is None:
                    yield from self._walk(part, properties, depth + 1)
                elif properties is not None and is_on(properties, "w:vanish"):
                    self.hidden += text
                else:
                    yield _look(text, properties, self._style(properties))

    def _style(self, properties: Element | None) -> Element | None:
        """The look of the style that words are written in."""
        name = value(child(properties, "w:rStyle")) if self.beside.styles else None
        return self.beside.styles.get(name) if name else None

    def _field(self, kind: str) -> None:
        """Between begin and separate stands the field's code, which nobody sees."""
        if kind == "begin":
            self.fields.append(True)
        elif kind == "separate" and self.fields:
            self.fields[-1] = False
        elif kind == "end" and self.fields:
            self.fields.pop()

    def _in_code(self) -> bool:
        return bool(self.fields) and self.fields[-1]

    def _drawn(self, node: Element) -> str:
        """Pictures of a drawing; the paragraphs of its text boxes are read later."""
        text = ""
        boxed = [box for box in node.iter() if local(box) == "w:txbxContent"]
        if boxed:
            self.boxes.append(boxed[0])
            return text
        for part in node.iter():
            name = local(part)
            if name == "a:blip":
                text += self.pictures.take(
                    self.part, relation(part, "embed") or relation(part, "link")
                )
            elif name == "v:imagedata":
                text += self.pictures.take(self.part, relation(part, "id"))
        return text


def _one_look(last: Span, span: Span) -> bool:
    """Whether two spans are one: a line that is drawn on under a word of another colour is."""
    drawn_on = not last.text.strip() or not span.text.strip()
    return last.underlined == span.underlined and (
        (last.strong, last.coloured) == (span.strong, span.coloured)
        or (span.underlined and drawn_on)
    )


def _words(node: Element, name: str) -> str | None:
    """The words that an element stands for, or None where one has to look inside."""
    if name == "w:t":
        return (node.text or "").replace("\n", " ")
    if name in ("w:tab", "w:ptab"):
        return "\t"
    if name in ("w:br", "w:cr"):
        return "\n"
    if name in ("w:noBreakHyphen", "w:softHyphen"):
        return "-" if name == "w:noBreakHyphen" else ""
    if name == "w:sym":
        return _SYMBOLS.get((value(node, "char") or "")[-2:].upper(), "")
    return None


def _look(text: str, properties: Element | None, style: Element | None) -> Span:
    if properties is None:
        return Span(text)
    raised = value(child(properties, "w:vertAlign"))
    if raised in ("superscript", "subscript") and text.strip():
        return Span(_shifted(text, raised == "superscript"))
    colour = (value(_set(properties, style, "w:color")) or "auto").lower()
    highlight = value(_set(properties, style, "w:highlight")) or "none"
    coloured = colour not in DARK or highlight not in ("none", "white")
    strong = _on(properties, style, "w:b") or coloured
    return Span(text, strong, _on(properties, style, "w:u"), coloured)


def _set(properties: Element, style: Element | None, name: str) -> Element | None:
    """What words say of themselves, or else their style of them."""
    own = child(properties, name)
    return own if own is not None or style is None else child(style, name)


def _on(properties: Element, style: Element | None, name: str) -> bool:
    if style is None or child(properties, name) is not None:
        return is_on(properties, name)
    return is_on(style, name)


def _shifted(text: str, up: bool) -> str:
    """Raised and lowered text: as characters of that kind where there are such, else as a formula."""
    moved = text.translate(_RAISED if up else _LOWERED)
    if all(before != after or before.isspace() for before, after in zip(text, moved, strict=True)):
        return moved
    return f"${'^' if up else '_'}{{{re.sub(r'[{}$^_&%#~]', '', text).strip()}}}$"


def _formula(node: Element) -> str:
    latex = to_latex(node)
    return f"${latex}$" if latex else ""
