"""Names of WordprocessingML (ECMA-376, parts 1 and 4) in the form lxml gives them."""

from __future__ import annotations

from typing import TypeAlias

from lxml import etree

Element: TypeAlias = etree._Element  # pyright: ignore[reportPrivateUsage] - lxml has no other name

_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_STRICT = "http://purl.oclc.org/ooxml/wordprocessingml/main"
_M = "http://schemas.openxmlformats.org/officeDocument/2006/math"
_R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_STRICT_R = "http://purl.oclc.org/ooxml/officeDocument/relationships"
_A = "http://schemas.openxmlformats.org/drawingml/2006/main"
_V = "urn:schemas-microsoft-com:vml"
_MC = "http://schemas.openxmlformats.org/markup-compatibility/2006"
_SPACES = {_W: "w", _STRICT: "w", _M: "m", _A: "a", _V: "v", _MC: "mc"}


def local(node: Element) -> str:
    """`w:p` and the like; just the bare name for other vocabularies, empty for what is no element."""
    tag = node.tag
    if not isinstance(tag, str):
        return ""
    if not tag.startswith("{"):
        return tag
    space, _brace, name = tag[1:].partition("}")
    prefix = _SPACES.get(space)
    return f"{prefix}:{name}" if prefix else name


def value(node: Element | None, name: str = "val") -> str | None:
    """An attribute of Word's vocabulary, of either edition of the standard."""
    if node is None:
        return None
    return (
        node.get(f"{{{_W}}}{name}")
        or node.get(f"{{{_STRICT}}}{name}")
        or node.get(f"{{{_M}}}{name}")
    )


def relation(node: Element, name: str) -> str:
    """An attribute that names a relation."""
    return node.get(f"{{{_R}}}{name}") or node.get(f"{{{_STRICT_R}}}{name}") or ""


def child(node: Element | None, *path: str) -> Element | None:
    """The first child of a name, then its, and so on."""
    for name in path:
        if node is None:
            return None
        node = next((one for one in node if local(one) == name), None)
    return node


def is_on(properties: Element | None, name: str) -> bool:
    """Whether a switch such as bold is set."""
    node = child(properties, name)
    return node is not None and value(node) not in ("0", "false", "off", "none")
