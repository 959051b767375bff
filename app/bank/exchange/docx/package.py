"""The zip of a Word document, opened only after its directory was found harmless."""

from __future__ import annotations

import io
import posixpath
import struct
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field

from lxml import etree

from app.bank.exchange.docx.names import Element
from app.bank.exchange.questions import ReadError, ReadFault

LARGEST_FILE = 20 * 1024 * 1024
LARGEST_INFLATED = 100 * 1024 * 1024
MOST_ENTRIES = 2000
_RELATIONS = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
_ENCRYPTED = 0x1
# What zipfile raises for archives that came apart, of which it documents only the first.
_BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    OSError,
    RuntimeError,  # also NotImplementedError
    ValueError,
    KeyError,
    IndexError,
    OverflowError,
)
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)


def parse_xml(data: bytes, part: str) -> Element:
    """Parse a part with entities and the network off; a DOCTYPE is refused outright."""
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise ReadError(ReadFault.BROKEN, part) from error
    if root.getroottree().docinfo.doctype:
        raise ReadError(ReadFault.UNSAFE, part)
    return root


@dataclass(slots=True)
class Package:
    """The parts of a document by name."""

    archive: zipfile.ZipFile
    names: frozenset[str]
    left: int = LARGEST_INFLATED
    _targets: dict[str, Mapping[str, str]] = field(default_factory=dict[str, Mapping[str, str]])

    def read(self, name: str) -> bytes:
        """The bytes of a part; `ReadError` where they do not come out as its directory says."""
        try:
            with self.archive.open(name) as stream:
                data = stream.read(self.left + 1)
        except _BROKEN as error:
            raise ReadError(ReadFault.BROKEN, name) from error
        self.left -= len(data)
        if self.left < 0:
            raise ReadError(ReadFault.TOO_BIG, name)
        return data

    def xml(self, name: str) -> Element | None:
        """The root of a part, or None where there is no such part."""
        return parse_xml(self.read(name), name) if name in self.names else None

    def targets(self, part: str) -> Mapping[str, str]:
        """What the relation ids of a part stand for: names of parts inside the package."""
        if part not in self._targets:
            folder, file = posixpath.split(part)
            root = self.xml(posixpath.join(folder, "_rels", f"{file}.rels"))
            self._targets[part] = {} if root is None else _inside(root, folder)
        return self._targets[part]

    def main_part(self) -> str:
        """The part that holds the text."""
        root = self.xml("_rels/.rels")
        for relation in () if root is None else root.iter(_RELATIONS):
            if (relation.get("Type") or "").endswith("/officeDocument"):
                name = (relation.get("Target") or "").lstrip("/")
                if name in self.names:
                    return name
        if "word/document.xml" in self.names:
            return "word/document.xml"
        raise ReadError(ReadFault.WRONG_FORMAT)


def open_package(data: bytes) -> Package:
    """Open a document; raises `ReadError` for bombs, odd paths, encryption and what is no zip."""
    if len(data) > LARGEST_FILE:
        raise ReadError(ReadFault.TOO_BIG)
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
        entries = archive.infolist()
    except _BROKEN as error:
        raise ReadError(ReadFault.BROKEN) from error
    if len(entries) > MOST_ENTRIES:
        raise ReadError(ReadFault.TOO_MANY, str(len(entries)))
    if sum(entry.file_size for entry in entries) > LARGEST_INFLATED:
        raise ReadError(ReadFault.TOO_BIG)
    for entry in entries:
        name = entry.filename
        if name.startswith(("/", "\\")) or "\\" in name or ".." in name.split("/") or ":" in name:
            raise ReadError(ReadFault.UNSAFE, name[:80])
        if entry.flag_bits & _ENCRYPTED or entry.compress_type not in _METHODS:
            raise ReadError(ReadFault.BROKEN, name[:80])
    return Package(archive, frozenset(entry.filename for entry in entries))


def _inside(root: Element, folder: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for relation in root.iter(_RELATIONS):
        target = relation.get("Target") or ""
        if relation.get("TargetMode") == "External" or not relation.get("Id"):
            continue
        name = target.lstrip("/") if target.startswith("/") else posixpath.join(folder, target)
        found[relation.get("Id") or ""] = posixpath.normpath(name)
    return found
