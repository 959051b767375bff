"""LaTeX to MathML. The result is put into a page after sanitising, so it is checked here."""

from __future__ import annotations

import re
from functools import lru_cache
from xml.etree import ElementTree

from latex2mathml.converter import convert

from app.content.text import words

MAX_LENGTH = 600
_MATHML = "{http://www.w3.org/1998/Math/MathML}"
_ELEMENTS = words(
    "math mrow mi mo mn mtext mspace mfrac msqrt mroot msub msup msubsup munder mover munderover "
    "mtable mtr mtd mstyle mpadded mphantom menclose mmultiscripts mprescripts none"
)
_ATTRIBUTES = words(
    "display stretchy fence form separator lspace rspace width height depth linethickness accent "
    "accentunder mathvariant displaystyle scriptlevel columnalign rowspacing columnspacing notation "
    "minsize maxsize movablelimits largeop symmetric linebreak columnlines rowlines"
)
_BRACES = re.compile(r"(?<!\\)(?:\\\\)*([{}])")
_LITERAL_AMPERSAND = re.compile(r"&(?!#?\w+;)")


class FormulaError(ValueError):
    """A formula that cannot be shown."""


@lru_cache(maxsize=2048)
def to_mathml(latex: str, *, block: bool = False) -> str:
    """Convert a formula to MathML made of harmless elements and attributes only."""
    if len(latex) > MAX_LENGTH:
        raise FormulaError(f"公式超过 {MAX_LENGTH} 个字符")
    if not _balanced(latex):
        raise FormulaError(f"公式“{latex}”的花括号不成对")
    try:
        mathml = convert(latex, display="block" if block else "inline")
        root = ElementTree.fromstring(_LITERAL_AMPERSAND.sub("&amp;", mathml))  # noqa: S314 - our own library wrote it
    except (Exception, RecursionError) as failure:  # the library raises whatever it meets
        raise FormulaError(f"公式“{latex}”写得不对") from failure
    for node in root.iter():
        if str(node.tag).removeprefix(_MATHML) not in _ELEMENTS or set(node.attrib) - _ATTRIBUTES:
            raise FormulaError(f"公式“{latex}”用了不支持的命令")
        # latex2mathml leaves the alignment mark of an environment it only half knows as an identifier.
        if (node.text or "").strip() == "&":
            raise FormulaError(f"公式“{latex}”里的对齐符号 & 无法显示，请分行写")
        node.tag = str(node.tag).removeprefix(_MATHML)
    return ElementTree.tostring(root, encoding="unicode")


def _balanced(latex: str) -> bool:
    """The library shows some formulas with missing braces, but not as their author meant."""
    depth = 0
    for brace in _BRACES.findall(latex):
        depth += 1 if brace == "{" else -1
        if depth < 0:
            return False
    return depth == 0
