"""An element of a foreign XML file as lines that a person can read beside the question made of it.

Files in packages are often one endless line, and their texts HTML inside XML: each element that says something
becomes a line with its name, what identifies it and its words.
"""

from __future__ import annotations

from app.bank.exchange.formats.xml import Node, parse_html
from app.bank.exchange.source_lines import shortened
from app.content.text import words as word_set

MOST_LINES = 80
# What says which one an element is, or what it counts.
_TELLING = (
    *(
        "identifier",
        "ident",
        "respident",
        "responseIdentifier",
        "mapKey",
        "mappedValue",
        "cardinality",
    ),
    *("linkrefid", "title", "varname", "action", "src", "href"),
)
# What says something by its name alone: what stands in it is not asked for.
_SAYING = word_set("not")
# Parts of a sentence, which stay in its line.
_INLINE = word_set(
    "a abbr b bdi big br cite code del em font i img ins kbd math mark q s small span strike strong sub sup "
    "tt u var textEntryInteraction inlineChoiceInteraction printedVariable mi mn mo mrow msup msub mfrac msqrt"
)


def lines_of(node: Node) -> list[str]:
    """The lines of an element, 80 at most; nothing of the tree is changed."""
    lines: list[str] = []
    _read(node, lines)
    if len(lines) > MOST_LINES:
        lines = [*lines[: MOST_LINES - 1], "…"]
    return [shortened(line) for line in lines]


def _read(node: Node, lines: list[str], depth: int = 0) -> None:
    if len(lines) > MOST_LINES:
        return
    indent, name = "  " * depth, _name(node)
    is_told = name != node.tag or node.tag in _SAYING
    if all(child.tag in _INLINE for child in node.children):
        words = _words(node)
        if words or is_told:
            lines.append(f"{indent}{name}: {words}" if words else indent + name)
        return
    own = _plain(node.text)
    if own or is_told:
        lines.append(f"{indent}{name}: {own}" if own else indent + name)
        depth += 1
    for child in node.children:
        _read(child, lines, depth)
        if tail := _plain(child.tail):
            lines.append("  " * depth + tail)


def _name(node: Node) -> str:
    """The element's name with the attributes that tell it from others of that name."""
    told = [f"{key}={node.get(key)}" for key in _TELLING if node.get(key)]
    return " ".join([node.tag, *told])


def _words(node: Node) -> str:
    """The words inside, with what stands in the place of pictures and blanks."""
    parts = [node.text]
    for child in node.children:
        if child.tag == "img":
            parts.append(f"[{child.get('alt') or child.get('src')}]")
        elif child.tag.endswith("Interaction"):
            parts.append("____")
        else:
            parts.append(_words(child))
        parts.append(child.tail)
    return _plain("".join(parts))


def _plain(text: str) -> str:
    """Words without the HTML that may be written as text, on one line."""
    if "<" in text:
        text = _html_words(parse_html(text))
    return " ".join(text.split())


def _html_words(node: Node) -> str:
    inside = f"[{node.get('alt') or node.get('src')}]" if node.tag == "img" else node.text
    parts = [inside]
    for child in node.children:
        parts.append(_html_words(child))
        parts.append(child.tail if child.tag in _INLINE else f" {child.tail}")
    return "".join(parts)
