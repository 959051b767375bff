"""One run of the Markdown converter: what it may see, what it collects, and how it ends."""

from __future__ import annotations

import re
import xml.etree.ElementTree as etree
from collections.abc import Callable
from dataclasses import dataclass, field

from markdown import Markdown
from markdown.extensions.footnotes import FootnoteExtension
from markdown.extensions.sane_lists import SaneListExtension
from markdown.extensions.tables import TableExtension
from markdown.treeprocessors import Treeprocessor
from markdown.util import AtomicString

from app.content.figures import Figure
from app.content.markdown import inline
from app.content.markdown.blocks import LessonBlocks
from app.content.markdown.sanitise import sanitise

MAX_LENGTH = 60_000
MAX_DEPTH = 60

_PRIVATE = re.compile("[\ue000-\uf8ff\x02\x03]")
_STASHED = re.compile(
    f'<span class="zk-(?:math|svg)">{inline.STASH_OPEN}([0-9]+){inline.STASH_CLOSE}</span>'
)
_BLANK = re.compile(r"(?<!_)____(?!_)")
_CJK = "\u3000-\u303f\u3400-\u4dbf\u4e00-\u9fff\uff00-\uffef“”‘’…—"
_LINK = re.compile(r"(https?://[^/\s]|mailto:[^@\s]+@)", re.IGNORECASE)
_OWN_LINKS = frozenset({"zk-term", "footnote-ref", "footnote-backref"})
_ENCODED_MAIL = "\x02amp\x03"  # Python-Markdown's own start of an address in angle brackets
_WRAPPED = re.compile(f"(?<=[{_CJK}])\n(?=[{_CJK}])")


@dataclass
class Run:
    """What one conversion may look up, and what it found on its way."""

    find_term: Callable[[str], str | None] = lambda _: None
    lookup_figure: Callable[[str], Figure | None] = lambda _: None
    anchors: frozenset[str] = frozenset()
    notes: dict[str, str] = field(default_factory=dict[str, str])
    terms: list[str] = field(default_factory=list[str])
    figures: list[str] = field(default_factory=list[str])
    stashed: list[str] = field(default_factory=list[str])

    def note(self, message: str, source: str = "") -> None:
        """Remember what is wrong; `source` is the piece of Markdown that shows where."""
        self.notes.setdefault(message, source)

    def stash(self, kind: str, markup: str) -> etree.Element:
        """Keep trusted markup aside until after sanitising; returns what holds its place."""
        self.stashed.append(markup)
        holder = etree.Element("span", {"class": kind})
        holder.text = AtomicString(
            f"{inline.STASH_OPEN}{len(self.stashed) - 1}{inline.STASH_CLOSE}"
        )
        return holder

    def find_figure(self, name: str) -> Figure | None:
        figure = self.lookup_figure(name)
        if figure is None:
            self.note(f"找不到图 content/figures/{name}.svg", name)
        elif name not in self.figures:
            self.figures.append(name)
        return figure

    def term(self, name: str) -> str | None:
        identity = self.find_term(name)
        if identity is not None and identity not in self.terms:
            self.terms.append(identity)
        return identity

    def check_link(self, target: str) -> None:
        """Note a link an author wrote unless it leads to the web, to a mailbox or into the text."""
        if target.startswith("#"):
            if target[1:] not in self.anchors:
                self.note(f"本文里没有锚点“{target}”", f"]({target}")
        elif not _LINK.match(target) and not target.startswith(_ENCODED_MAIL):
            message = f"链接只能是 http、https、mailto 或本文里的锚点，不能是“{target}”"
            self.note(message, target or "](")


def convert(text: str, run: Run, *, blocks: bool = False, footnote_prefix: str = "") -> str:
    """Turn Markdown into safe HTML.

    The text is at most `MAX_LENGTH` characters; longer ones raise `ValueError`. `blocks` turns on
    the blocks of lessons and footnotes, which other texts do without.
    """
    if len(text) > MAX_LENGTH:
        raise ValueError(f"文字超过 {MAX_LENGTH} 个字符")
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "")
    text = _BLANK.sub(inline.BLANK, text)
    try:
        html = _engine(run, blocks=blocks).convert(text)
    except RecursionError:
        run.note("嵌套太深")
        html = ""
    if "$$" in html and not any("公式" in note for note in run.notes):
        run.note("有 $$ 不成对，或公式写得不对", "$$")
    if footnote_prefix:
        html = re.sub(r'((?:id|href)="#?)fn(ref\d*)?:', rf"\1{footnote_prefix}-fn\2-", html)
    html = _WRAPPED.sub("", sanitise(html))
    return _STASHED.sub(lambda match: run.stashed[int(match.group(1))], html)


def without_private(text: str) -> str:
    """Take out the characters that stand for things put in after sanitising."""
    return _PRIVATE.sub("", text)


def _engine(run: Run, *, blocks: bool) -> Markdown:
    md = Markdown(
        extensions=[TableExtension(use_align_attribute=True), SaneListExtension()],
        output_format="html",
    )
    md.preprocessors.deregister("html_block")
    for name in ("code", "setextheader", "hashheader", "reference"):
        md.parser.blockprocessors.deregister(name)
    md.ESCAPED_CHARS = [*md.ESCAPED_CHARS, "$", "|"]
    inline.register(md, run)
    if blocks:
        FootnoteExtension(BACKLINK_TITLE="回到正文第 {} 条注释处").extendMarkdown(md)
        LessonBlocks(run).extendMarkdown(md)
    md.treeprocessors.register(_Dress(md, run), "zk-dress", 5)
    return md


class _Dress(Treeprocessor):
    """Gives plain Markdown elements the classes and attributes of the style sheet, and looks at links."""

    def __init__(self, md: Markdown, run: Run) -> None:
        super().__init__(md)
        self.notes = run

    def run(self, root: etree.Element) -> None:
        for link in root.iter("a"):
            if link.get("class") not in _OWN_LINKS:
                self.notes.check_link(link.get("href", ""))
        for parent in list(root.iter()):
            for index, child in enumerate(list(parent)):
                if child.tag == "table":
                    _dress_table(child)
                    parent.remove(child)
                    wrapper = etree.Element("div", {"class": "zk-scrollx"})
                    wrapper.tail, child.tail = child.tail, None
                    wrapper.append(child)
                    parent.insert(index, wrapper)
                elif child.tag == "p" and _is_formula(child):
                    child.set("class", "zk-formula")
                elif child.tag == "div" and child.get("class") == "footnote":
                    child.set("class", "zk-footnotes")
                elif child.tag == "a" and child.get("class") in (
                    "footnote-ref",
                    "footnote-backref",
                ):
                    short = "zk-footref" if child.get("class") == "footnote-ref" else "zk-footback"
                    child.set("class", short)


def _dress_table(table: etree.Element) -> None:
    table.set("class", "zk-table")
    for cell in table.iter():
        if cell.tag in ("th", "td") and cell.attrib.pop("align", "") == "right":
            cell.set("class", "n")
        if cell.tag == "th":
            cell.set("scope", "col")


def _is_formula(paragraph: etree.Element) -> bool:
    """A paragraph that holds one formula and nothing else is a formula on its own line."""
    if len(paragraph) != 1 or (paragraph.text or "").strip():
        return False
    only = paragraph[0]
    return only.get("class") == "zk-math" and not (only.tail or "").strip()
