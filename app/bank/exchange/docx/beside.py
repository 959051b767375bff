"""What a document keeps beside its text: notes and remarks that tell a key, and the looks that styles give."""

from __future__ import annotations

import re
from collections.abc import Mapping

from app.bank.exchange.docx.names import Element, child, local, value
from app.bank.exchange.text.keys.keylist import bare_key
from app.bank.exchange.text.words.marks import find_answer, find_explanation

REFERENCES = {
    "w:footnoteReference": "footnotes",
    "w:endnoteReference": "endnotes",
    "w:commentReference": "comments",
}
_NOTES = frozenset({"w:footnote", "w:endnote", "w:comment"})
# [1] or 1. in front of a note, where somebody typed its number.
_COUNTED = re.compile(r"^(?:[\[【]?\d{1,3}[\]】]|\d{1,3}\s*[.．、])\s*(?=\S)")
# √ or 正确答案 in a remark beside an option.
_RIGHT = re.compile(
    r"(?:√|✓|✔|对|正确)(?:的)?(?:答案|选项)?|(?:正确|标准|参考)?答案|选(?:这个|此项)|此项正确"
)
_OPTION = re.compile(r"[（(]?[A-H]\s*[.．、)）:：\s]")
# 答案：B written as hidden text.
_HIDDEN = re.compile(r"[【\[（(]?\s*(?:参考|正确|标准)?(?:答案|解析|答)\s*[】\])）:：]")
_LONGEST = 4000


class Beside:
    """The notes of a document by kind and number, and its styles of characters."""

    def __init__(self, styles: Element | None, notes: Mapping[str, Element | None]) -> None:
        self.styles = _character_styles(styles) if styles is not None else {}
        self.notes = {
            (kind, value(note, "id") or ""): _text(note)
            for kind, root in notes.items()
            if root is not None
            for note in root
            if local(note) in _NOTES
        }

    def told(self, notes: list[tuple[str, str]], hidden: str, line: str) -> tuple[str, list[str]]:
        """The last line of a paragraph, and the lines below it that the notes in it and its hidden words
        make, where they answer; what else they say belongs to no question."""
        below = [hidden.strip()] if _HIDDEN.match(hidden.strip()) else []
        if bare_key(hidden.strip()):
            below.append(f"答案：{hidden.strip()}")
        for note in notes:
            text = self.notes.get(note, "")
            if _OPTION.match(line.strip()) and _RIGHT.fullmatch(text.strip(" 。.！!")):
                line += "（正确答案）"
            elif bare_key(text):
                below.append(f"答案：{text}")
            elif find_answer(text) is not None or find_explanation(text) is not None:
                below += text.split("\n")
        return line, below


def _character_styles(root: Element) -> dict[str, Element]:
    found: dict[str, Element] = {}
    for style in root:
        look = child(style, "w:rPr") if local(style) == "w:style" else None
        if look is not None and value(style, "type") == "character":
            found[value(style, "styleId") or ""] = look
    return found


def _text(note: Element) -> str:
    lines = [
        "".join(part.text or "" for part in paragraph.iter() if local(part) == "w:t").strip()
        for paragraph in note.iter()
        if local(paragraph) == "w:p"
    ]
    return _COUNTED.sub("", "\n".join(filter(None, lines)))[:_LONGEST]
