"""Inline marks of our own: terms, formulas, pictures, blanks; and the refusal of raw HTML."""

from __future__ import annotations

import html
import re
import xml.etree.ElementTree as etree
from typing import TYPE_CHECKING

from markdown import Markdown
from markdown.inlinepatterns import InlineProcessor
from markdown.util import AtomicString

from app.content.figures import is_figure_name
from app.content.markdown.formulas import FormulaError, to_mathml

if TYPE_CHECKING:
    from app.content.markdown.engine import Run

# Characters of Unicode's private area stand for what is put in after sanitising. An author's own
# are taken out first, so nobody can forge them.
STASH_OPEN, STASH_CLOSE, BLANK, MARK = "\ue000", "\ue001", "\ue002", "\ue003"

# Either $$…$$, which may spread over lines of one paragraph, or $…$ with no space inside its ends.
FORMULA = (
    r"(?<!\\)(?:\$\$((?:[^$\\]|\\.)+?)\$\$"
    r"|\$(?![\s$])((?:[^$\n\\]|\\.)+?)(?<!\s)\$(?![\d$]))"
)
TERM = r"\[\[([^\[\]|\n]+)(?:\|([^\[\]\n]+))?\]\]"
PICTURE = r"!\[([^\]\n]*)\]\(([^)\s]*)(?:\s+\"[^\"\n]*\")?\)"
STORED = re.compile(r"picture:([0-9a-f]{64})")
RAW_HTML = r"<(?:!--.*?--|[/!?]?[a-zA-Z][^<>]*)>"


class _Processor(InlineProcessor):
    """An inline processor that can reach the run it belongs to."""

    def __init__(self, pattern: str, md: Markdown, run: Run) -> None:
        super().__init__(pattern, md)
        self.run = run


class Formula(_Processor):
    def handleMatch(self, m: re.Match[str], data: str) -> tuple[etree.Element | str, int, int]:
        block = m.group(1) is not None
        try:
            mathml = to_mathml((m.group(1) or m.group(2)).strip(), block=block)
        except FormulaError as failure:
            self.run.note(str(failure), m.group(0))
            return AtomicString(m.group(0)), m.start(0), m.end(0)
        return self.run.stash("zk-math", mathml), m.start(0), m.end(0)


class Term(_Processor):
    """`[[客户资产]]`: a link to the glossary, which the page may turn into a pop-over."""

    def handleMatch(self, m: re.Match[str], data: str) -> tuple[etree.Element | str, int, int]:
        name, shown = m.group(1).strip(), (m.group(2) or m.group(1)).strip()
        term = self.run.term(name)
        if term is None:
            self.run.note(f"术语表里没有“{name}”", m.group(0))
            return shown, m.start(0), m.end(0)
        link = etree.Element(
            "a", {"class": "zk-term", "href": f"/glossary#{term}", "data-term": term}
        )
        link.text = shown
        return link, m.start(0), m.end(0)


class Picture(_Processor):
    """`![words](figure:ch01/name)` of the course, `![words](picture:<SHA-256>)` of the item bank;
    pictures from anywhere else are refused."""

    def handleMatch(self, m: re.Match[str], data: str) -> tuple[etree.Element | str, int, int]:
        words, source = m.group(1).strip(), m.group(2)
        if stored := STORED.fullmatch(source):
            markup = (
                f'<img class="zk-pic" src="/pictures/{stored[1]}" alt="{html.escape(words or "图")}" '
                f'loading="lazy">'
            )
            return self.run.stash("zk-svg", markup), m.start(0), m.end(0)
        name = source.removeprefix("figure:")
        if name == source or not is_figure_name(name):
            self.run.note(f"图片只能写作 figure:ch01/name，不能是“{source}”", m.group(0))
            return AtomicString(words), m.start(0), m.end(0)
        if not words:
            self.run.note(f"图“{name}”缺少文字说明", m.group(0))
        figure = self.run.find_figure(name)
        if figure is None:
            return AtomicString(words), m.start(0), m.end(0)
        return (
            self.run.stash("zk-svg", figure.labelled(words or figure.title)),
            m.start(0),
            m.end(0),
        )


class Blank(_Processor):
    def handleMatch(self, m: re.Match[str], data: str) -> tuple[etree.Element | str, int, int]:
        blank = etree.Element("span", {"class": "zk-blank"})
        blank.text = AtomicString(BLANK)
        return blank, m.start(0), m.end(0)


class RawHtml(_Processor):
    """Shows raw HTML as the text it is, and tells the author."""

    def handleMatch(self, m: re.Match[str], data: str) -> tuple[etree.Element | str, int, int]:
        self.run.note(f"不能直接写 HTML：{m.group(0)[:40]}", m.group(0))
        return AtomicString(m.group(0)), m.start(0), m.end(0)


def register(md: Markdown, run: Run) -> None:
    """Add the inline marks to `md` and take away what lets HTML or foreign pictures in."""
    for name in ("html", "image_link", "image_reference", "short_image_ref"):
        md.inlinePatterns.deregister(name)
    md.inlinePatterns.register(Formula(FORMULA, md, run), "zk-formula", 185)
    md.inlinePatterns.register(Blank(BLANK, md, run), "zk-blank", 184)
    md.inlinePatterns.register(Term(TERM, md, run), "zk-term", 178)
    md.inlinePatterns.register(Picture(PICTURE, md, run), "zk-picture", 177)
    md.inlinePatterns.register(RawHtml(RAW_HTML, md, run), "zk-raw-html", 90)
