"""The one sanitiser that all HTML made from Markdown passes through."""

from __future__ import annotations

import nh3

from app.content.text import words

_TAGS = words(
    "p br hr strong em b i s code sub sup ul ol li blockquote table caption thead tbody tr th td a "
    "span div figure figcaption small abbr"
)
_ATTRIBUTES = {
    "a": {"href", "title", "data-term", "id"},
    "sup": {"id"},
    "li": {"id"},
    "ol": {"start"},
    "th": {"scope"},
    "figure": {"id"},
}
_CLASSES = {
    "a": {"zk-term", "zk-footref", "zk-footback"},
    "div": {"zk-box", "zk-box--warn", "zk-box--scene", "zk-box--example", "zk-box--think"}
    | {"zk-box--summary", "zk-scrollx", "zk-footnotes"},
    "figure": {"zk-fig"},
    "p": {"zk-box__h", "zk-formula"},
    "span": {"zk-math", "zk-svg", "zk-blank"},
    "table": {"zk-table"},
    "th": {"n"},
    "td": {"n"},
}
_CLEANER = nh3.Cleaner(
    tags=set(_TAGS),
    clean_content_tags={"script", "style"},
    attributes=_ATTRIBUTES,
    allowed_classes=_CLASSES,
    url_schemes={"http", "https", "mailto"},
    link_rel="noopener noreferrer",
)


def sanitise(html: str) -> str:
    """Return `html` with nothing left in it that could run, load or restyle anything."""
    return _CLEANER.clean(html)
