"""XML and HTML as a plain tree, read with nothing that could reach out or blow up.

Any DOCTYPE is refused: no format read here needs one, and entities, foreign files and bombs come
in by it. Namespaces are kept apart from names, since formats differ in them between versions.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, cast

from lxml import etree as _etree  # pyright: ignore
from lxml import html as _html  # pyright: ignore[reportMissingTypeStubs]

from app.bank.exchange.questions import ReadError, ReadFault

etree = cast("Any", _etree)
_html_parser = cast("Any", _html)

MAX_BYTES = 20_000_000
MAX_DEPTH = 200
_DOCTYPE = re.compile(rb"<!\s*(DOCTYPE|ENTITY)", re.IGNORECASE)
_TAG = re.compile(r"<[^<>]*>")
_ESCAPES = {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;"}
_ESCAPED = re.compile('[&<>"]')


@dataclass(slots=True)
class Node:
    """An element. `text` stands before the first child, `tail` behind the element itself."""

    tag: str
    attributes: dict[str, str]
    text: str = ""
    tail: str = ""
    space: str = ""
    line: int = 0
    children: list[Node] = field(default_factory=list["Node"])

    def get(self, name: str, default: str = "") -> str:
        return self.attributes.get(name, default)

    def find(self, *path: str) -> Node | None:
        """The first element along a path of child names."""
        node: Node | None = self
        for name in path:
            node = next((child for child in node.children if child.tag == name), None)
            if node is None:
                return None
        return node

    def all(self, *names: str) -> list[Node]:
        """The children of these names."""
        return [child for child in self.children if child.tag in names]

    def walk(self) -> Iterator[Node]:
        """The element and all below it, in order."""
        yield self
        for child in self.children:
            yield from child.walk()

    def below(self, *names: str) -> list[Node]:
        """All elements of these names below, in order."""
        return [node for node in self.walk() if node is not self and node.tag in names]

    def content(self, *path: str) -> str:
        """All text inside the element along `path`, empty where there is none."""
        node = self.find(*path)
        return "" if node is None else node.inner_text()

    def inner_text(self) -> str:
        if not self.children:
            return self.text
        return self.text + "".join(child.inner_text() + child.tail for child in self.children)


def parse_xml(data: bytes) -> Node:
    """The root of an XML document; `ReadError` BROKEN, UNSAFE or TOO_BIG."""
    if len(data) > MAX_BYTES:
        raise ReadError(ReadFault.TOO_BIG, f"{len(data)}")
    if _DOCTYPE.search(data):
        raise ReadError(ReadFault.UNSAFE, "DOCTYPE")
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
        strip_cdata=True,
    )
    try:
        root = etree.fromstring(data, parser)
    except (etree.LxmlError, ValueError, LookupError) as error:
        place = getattr(error, "lineno", 0) or 0
        raise ReadError(ReadFault.BROKEN, str(error)[:200], place) from None
    if root is None:
        raise ReadError(ReadFault.BROKEN)
    # In an encoding other than ASCII's the search above sees nothing.
    info = root.getroottree().docinfo
    if info.doctype or info.internalDTD is not None:
        raise ReadError(ReadFault.UNSAFE, "DOCTYPE")
    return _node(root, 0)


def parse_html(text: str) -> Node:
    """A piece of HTML under one `div`; anything is read, however damaged."""
    clean = re.sub("[\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]", "", text)
    try:
        root = _html_parser.fragment_fromstring(clean, create_parent="div")
        return _node(root, 0)
    except (etree.LxmlError, ValueError, AssertionError):
        # Nested too deep for the parser, or nothing it would call a document: words alone.
        return Node("div", {}, _TAG.sub("", clean))


def escape(text: str) -> str:
    """Text as it stands between tags or in an attribute."""
    return _ESCAPED.sub(lambda match: _ESCAPES[match[0]], text) if _ESCAPED.search(text) else text


def element(tag: str, attributes: Mapping[str, str] | None = None, *inside: str) -> str:
    """An element around pieces that are XML already; without any it is empty."""
    given = "".join(f' {name}="{_attribute(value)}"' for name, value in (attributes or {}).items())
    body = "".join(inside)
    return f"<{tag}{given}>{body}</{tag}>" if body else f"<{tag}{given}/>"


def _attribute(text: str) -> str:
    """An attribute's tabs and line ends would be read as blanks (XML 1.0, section 3.3.3)."""
    return escape(text).replace("\n", "&#10;").replace("\t", "&#9;")


def _node(element_: Any, depth: int) -> Node:
    if depth > MAX_DEPTH:
        raise ReadError(ReadFault.UNSAFE, "depth")
    space, _, tag = cast("str", element_.tag).rpartition("}")
    node = Node(
        tag=tag,
        attributes={
            cast("str", name).rpartition("}")[2]: cast("str", value)
            for name, value in element_.attrib.items()
        },
        text=element_.text or "",
        space=space.removeprefix("{"),
        line=element_.sourceline or 0,
    )
    for child in element_:
        if isinstance(child.tag, str):
            made = _node(child, depth + 1)
            made.tail = child.tail or ""
            node.children.append(made)
        elif node.children:  # a comment or an entity left alone: its tail is ours
            node.children[-1].tail += child.tail or ""
        else:
            node.text += child.tail or ""
    return node
