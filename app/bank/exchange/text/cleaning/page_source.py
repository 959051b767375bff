"""What a copy of the source of a page leaves in its lines: entities and tags."""

from __future__ import annotations

import html
import re

_ENTITY = re.compile(r"&(?:[A-Za-z]{2,8}|#\d{2,5}|#x[0-9A-Fa-f]{2,5});")
# What a copy of a page's source leaves; <br> ends a line and is kept until lines are parted, <u> around a word as the
# word may be that of a blank, and <A> that closes nowhere is an option's letter.
_TAG = re.compile(
    r"(?!<[A-H]>(?!.*</[A-Ha-h]>))</?(?:p|div|span|strong|b|i|em|font|td|th|tr|table|tbody|thead|li|ul|ol|h[1-6]|a|center|section|label|input|o:p)(?:\s[^<>]{0,400})?/?>",
    re.IGNORECASE,
)
_UNDER_TAG = re.compile(
    r"<u(?:\s[^<>]{0,400})?>([^<>]{1,40})</u\s?>|</?u(?:\s[^<>]{0,400})?>", re.IGNORECASE
)
_COMMENT = re.compile(r"<!--.{0,400}?-->")
_HAN = re.compile("[\u4e00-\u9fff]")


def without_source(row: str) -> str:
    """The row with the characters that entities stand for, and without tags but those of words to fill in."""
    if "&" in row:
        row = _ENTITY.sub(lambda match: html.unescape(match[0]).replace("\n", " "), row)
    if "<!--" in row:
        row = _COMMENT.sub("", row)
    return _with_underlined(_TAG.sub("", row)) if "<" in row else row


def _with_underlined(row: str) -> str:
    """The row with <u> around the words of a sentence, and around no title and no answer."""
    bare = _UNDER_TAG.sub("", row)
    inside = "答案" not in row and len(_HAN.findall(bare)) > 1
    return _UNDER_TAG.sub(lambda m: f"<u>{m[1]}</u>" if m[1] and inside else m[1] or "", row)
