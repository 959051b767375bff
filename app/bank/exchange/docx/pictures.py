"""Pictures of a document, each once, under short names."""

from __future__ import annotations

import posixpath
import re

from app.bank.exchange.docx.package import Package
from app.bank.exchange.questions import Picture, ReadError, ReadFault

_SHOWN = frozenset({".png", ".jpg", ".jpeg", ".gif", ".bmp", ".webp", ".tif", ".tiff"})
_NAMED = re.compile(r"!\[\]\(picture:([^)]+)\)")
_MOST = 1000


class Pictures:
    """Takes pictures out of the package while the text is read."""

    def __init__(self, package: Package) -> None:
        self.package = package
        self.names: dict[str, str] = {}
        self.data: dict[str, bytes] = {}
        self.lost: set[str] = set()

    def take(self, part: str, relation: str) -> str:
        """The mark of the picture that a relation names; those that cannot be shown are kept in mind."""
        target = self.package.targets(part).get(relation, "")
        if target not in self.names:
            if len(self.names) >= _MOST:
                raise ReadError(ReadFault.TOO_MANY)
            ending = posixpath.splitext(target)[1].lower()
            name = (
                f"p{len(self.names) + 1}{ending if re.fullmatch(r'[.][a-z]{2,5}', ending) else ''}"
            )
            self.names[target] = name
            if ending in _SHOWN and target in self.package.names:
                self.data[name] = self.package.read(target)
            else:
                self.lost.add(name)
        return f"![](picture:{self.names[target]})"

    def of(self, *texts: str) -> tuple[tuple[Picture, ...], tuple[str, ...]]:
        """The pictures that texts name, and the names of those that are lost."""
        named = list(dict.fromkeys(name for text in texts for name in _NAMED.findall(text)))
        kept = tuple(Picture(name, self.data[name]) for name in named if name in self.data)
        return kept, tuple(name for name in named if name in self.lost)
