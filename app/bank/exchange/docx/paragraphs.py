"""A paragraph as lines of text, with the blanks and hints that its look gives."""

from __future__ import annotations

import re
from dataclasses import replace

from app.bank.exchange.docx.beside import Beside
from app.bank.exchange.docx.names import Element, child
from app.bank.exchange.docx.numbering import Numbering
from app.bank.exchange.docx.pictures import Pictures
from app.bank.exchange.docx.runs import Inline, Span
from app.bank.exchange.text.cleaning.lines import HINTS, STRONG_CLOSE, UNDER_CLOSE, UNDER_OPEN
from app.bank.exchange.text.words.headings import find_heading

_OPTION = re.compile(r"(?<![A-Za-z])[A-HＡ-Ｈ]\s*[.．、)）:：]|^\s*[A-H]\s")
# 试卷（B）, （A）卷: the letter of a paper is none of an option.
_PAPER_LETTER = re.compile(
    r"(?<=[卷题库试])\s?[（(]\s?[A-H]\s?卷?[)）]|(?<=\S)[（(]\s?[A-H]\s?[)）](?=\s?卷)"
)
_NEXT_OPTION = re.compile(r"(?=\s+[（(]?[B-HＢ-Ｈ]\s*[.．、)）])")
_WIDE_GAP = re.compile(r"[ \t\u3000]{40,}")
_END = re.compile(r"\s*$")
_SPACE = re.compile(r"^[\s\u3000]+$")
_HINTS = re.compile(f"[{HINTS}]")
_GAP = re.compile(r"_{2,}|[（(][\s\u3000]*[)）]")
# Keys, numbers, marks and whatever has brackets or ends a sentence are no words of a blank.
_NO_WORD = re.compile(
    r"[A-H√×✓✗TF\s,，、]+|对|错|正确|错误|.*[（()）【】\[\]。？?；;！!：:].*|[（(]?[\d一二三四五六七八九十]{1,3}[)）]?[.．、]?|.{0,6}\d+\s*分"
)
_LONGEST_WORD = 30
_OUTER = re.compile(r"(\s*)(.*?)(\s*)", re.DOTALL)
# A numbered option: Word counts A. B. C. by itself.
_LETTERED = re.compile(r"[（(]?[A-Ha-h]\s*[.．、)）]\s*$")


# （对  错）, of which one is coloured or has a line below it.
_LOOK = f"[{HINTS}]"
_CHOSEN_TRUTH = re.compile(
    rf"[（(]\s*(?P<a>{_LOOK}?(?:对|正确|√){_LOOK}*)\s*[/／、|]?\s*(?P<b>{_LOOK}?(?:错误?|×){_LOOK}*)\s*{_LOOK}?\s*[)）]"
)


class Paragraphs:
    """Turns paragraphs into lines; keeps count of Word's numbering on the way."""

    def __init__(self, part: str, numbering: Numbering, pictures: Pictures, beside: Beside) -> None:
        self.part, self.numbering, self.pictures = part, numbering, pictures
        self.beside = beside

    def lines(self, paragraph: Element) -> tuple[list[str], list[Element]]:
        """The lines of a paragraph with all that stood out in them, and the text boxes anchored in it."""
        label = self.numbering.label(child(paragraph, "w:pPr"))
        inline = Inline(self.part, self.pictures, self.beside)
        text = _joined(inline.spans(paragraph))
        if _LETTERED.search(label):
            label = label.upper()
        lines = (label + text).split("\n") if text.strip() else [label if label.strip() else text]
        if inline.notes or inline.hidden:
            lines[-1], below = self.beside.told(inline.notes, inline.hidden, lines[-1])
            lines += below
        return lines, inline.boxes


def _joined(spans: list[Span]) -> str:
    """The text with `____` for underlined space, and marks where words stood out."""
    text = ""
    whole = "".join(span.text for span in spans)
    filled = _filled_in(spans, whole)
    for span in spans:
        span = replace(span, text=_WIDE_GAP.sub(" " * 40, span.text))
        if (
            span.underlined
            and _SPACE.match(span.text)
            and (len(span.text) > 1 or "\t" in span.text)
        ):
            text += "____"
        elif (span.underlined or (filled and span.coloured)) and span.text.strip():
            text += _underlined(span.text)
        elif span.strong and span.text.strip():
            text += _strong(span.text)
        else:
            text += span.text
    return text


def _filled_in(spans: list[Span], whole: str) -> bool:
    """Whether the coloured words of a paragraph were written into a sentence, in the place of blanks: there
    are no lines below words, gaps or options, and the words stand in no brackets."""
    if _GAP.search(whole) or _OPTION.search(whole) or any(span.underlined for span in spans):
        return False
    coloured = [n for n, span in enumerate(spans) if span.coloured and span.text.strip()]
    if not coloured or len(coloured) == sum(bool(span.text.strip()) for span in spans):
        return False
    return all(_is_word(spans, n) for n in coloured)


def _is_word(spans: list[Span], place: int) -> bool:
    """Whether a span may be the answer of a blank, and no key, number or remark."""
    text = spans[place].text.strip()
    before = spans[place - 1].text.rstrip() if place else ""
    return (
        _NO_WORD.fullmatch(text) is None
        and not before.endswith(("（", "(", "【", "[", "：", ":"))
        and len(text) <= _LONGEST_WORD
    )


def _underlined(text: str) -> str:
    match = _OUTER.fullmatch(text)
    inner = match[2] if match else text
    return f"{UNDER_OPEN}{inner}{UNDER_CLOSE}"


def _strong(text: str) -> str:
    """A mark at the end of every option, or of all, that is written so."""
    parts = _NEXT_OPTION.split(text)
    return "".join(
        part[: _end(part)] + STRONG_CLOSE + part[_end(part) :] if part.strip() else part
        for part in parts
    )


def _end(text: str) -> int:
    match = _END.search(text)
    return match.start() if match else len(text)


def hinted(line: str) -> str:
    """The line with those hints only that mean something: bold words of options, underlined words of
    sentences. Elsewhere they would stand in the way."""
    plain = _HINTS.sub("", line)
    if plain == line:
        return line
    if _OPTION.search(_PAPER_LETTER.sub("", plain)):
        return line.replace(UNDER_OPEN, "").replace(UNDER_CLOSE, STRONG_CLOSE)
    if find_heading(plain) is not None:
        return plain
    if "对" in plain or "√" in plain or "正确" in plain:
        line = _CHOSEN_TRUTH.sub(_chosen, line)
    return line.replace(STRONG_CLOSE, "")


def _chosen(match: re.Match[str]) -> str:
    """The key in place of both, where one alone stands out."""
    right, wrong = (_HINTS.search(match[name]) is not None for name in ("a", "b"))
    if right == wrong:
        return match[0]
    return "（√）" if right else "（×）"
