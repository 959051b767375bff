"""QTI 2.1, 2.2 and 3.0, read: a package with its manifest, or one item as XML."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from urllib.parse import unquote

from app.bank.exchange.formats.common import check_size, finish
from app.bank.exchange.formats.element_lines import lines_of
from app.bank.exchange.formats.from_html import markdown_of
from app.bank.exchange.formats.qti_items import read_item
from app.bank.exchange.formats.qti_names import with_old_names
from app.bank.exchange.formats.tags import Tags, read_tags
from app.bank.exchange.formats.xml import Node, parse_xml
from app.bank.exchange.formats.zipped import Package, is_zip, open_zip, resolve
from app.bank.exchange.questions import (
    Found,
    Picture,
    Problem,
    ProblemKind,
    Question,
    ReadError,
    ReadFault,
    Source,
    SourceKind,
)

MANIFEST = "imsmanifest.xml"
# An item is a file of its own here, so a bank has more files than other packages may have.
MAX_ITEMS = 20_000
_PICTURES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"RIFF")


def sniff_qti2(_name: str, data: bytes) -> bool:
    """Whether a file is a package or an item of QTI 2.x or 3.0."""
    head = data[:4000]
    if not is_zip(data):
        return b"<assessmentItem" in head or b"<qti-assessment-item" in head
    try:
        package = open_zip(data, MAX_ITEMS)
        manifest = package.find(MANIFEST) or b""
    except ReadError:
        return False
    return b"imsqti_item_xmlv" in manifest


def read_qti2(data: bytes, name: str) -> Found:
    """The questions of a package or a single item; `ReadError` where it is none or unsafe."""
    check_size(data)
    if not is_zip(data):
        root = with_old_names(parse_xml(data))
        if root.tag != "assessmentItem":
            raise ReadError(ReadFault.WRONG_FORMAT, root.tag[:40])
        reading = _Reading(None)
        found = finish([reading.question(root, name, Tags({}))])
        return replace(found, lines=tuple(reading.lines))
    package = open_zip(data, MAX_ITEMS)
    manifest = package.find(MANIFEST)
    if manifest is None:
        raise ReadError(ReadFault.WRONG_FORMAT, MANIFEST)
    return _Reading(package).read(parse_xml(manifest))


@dataclass(slots=True)
class _Reading:
    """A package and what its tests say of sections."""

    package: Package | None
    sections: dict[str, str] = field(default_factory=dict[str, str])
    # What is shown beside the questions, each of which is a file of its own.
    lines: list[str] = field(default_factory=list[str])

    def read(self, manifest: Node) -> Found:
        resources = manifest.below("resource")
        for resource in resources:
            if resource.get("type").startswith("imsqti_test"):
                self.take_sections(self.path_of(resource))
        items = [one for one in resources if one.get("type").startswith("imsqti_item")]
        found = finish([self.item(resource) for resource in items])
        return replace(found, lines=tuple(self.lines))

    def path_of(self, resource: Node) -> str:
        path = resolve(MANIFEST, unquote(resource.get("href")))
        if not path:
            raise ReadError(ReadFault.UNSAFE, resource.get("href")[:200])
        return path

    def take_sections(self, path: str) -> None:
        root = with_old_names(self.parse(path))
        for section in root.below("assessmentSection"):
            for item in section.all("assessmentItemRef"):
                target = resolve(path, unquote(item.get("href")))
                self.sections.setdefault(target, section.get("title"))

    def parse(self, path: str) -> Node:
        data = self.package.find(path) if self.package else None
        if data is None:
            raise ReadError(ReadFault.BROKEN, path[:200])
        return parse_xml(data)

    def item(self, resource: Node) -> Question:
        path = self.path_of(resource)
        tags = read_tags(
            "".join(one.inner_text() for one in word.below("string", "langstring"))
            for word in resource.below("keyword")
        )
        question = self.question(with_old_names(self.parse(path)), path, tags)
        known = {one.name for one in question.pictures}
        more = [one for one in self.listed(resource) if one.name not in known]
        return replace(question, pictures=(*question.pictures, *more))

    def listed(self, resource: Node) -> list[Picture]:
        """The pictures that a resource lists, whether its text shows them or not."""
        paths = [resolve(MANIFEST, unquote(one.get("href"))) for one in resource.all("file")]
        found = [(path, self.package.find(path)) for path in paths if self.package and path]
        return [
            Picture(unquote(path.rpartition("/")[2]), data)
            for path, data in found
            if data is not None and data.startswith(_PICTURES)
        ]

    def question(self, root: Node, path: str, tags: Tags) -> Question:
        pictures: dict[str, Picture] = {}
        missing: list[str] = []
        labels = dict(tags.labels)

        def picture(source: str) -> str:
            target = resolve(path, unquote(source))
            data = self.package.find(target) if self.package and target else None
            if data is None:
                missing.append(source)
                return ""
            name = unquote(target.rpartition("/")[2])
            pictures.setdefault(name, Picture(name, data))
            return name

        first = len(self.lines) + 1
        self.lines += lines_of(root)
        base = Question(
            source=Source(SourceKind.PATH, first, len(self.lines), path),
            number=tags.number,
            section=labels.pop("section", "") or self.sections.get(path, ""),
            labels=labels,
            material=self.stimulus(root, path),
        )
        question = read_item(root, base, picture)
        if tags.type is not None and question.type is not None and not question.type.is_objective:
            question = replace(question, type=tags.type, confidence=1.0)
        problems = [Problem(ProblemKind.LOST_PICTURE, first, one[:100]) for one in missing]
        return replace(question, pictures=tuple(pictures.values())).with_problems(*problems)

    def stimulus(self, root: Node, path: str) -> tuple[str, str] | None:
        """The shared text that an item refers to (2.2 and 3.0)."""
        reference = root.find("assessmentStimulusRef")
        target = resolve(path, unquote(reference.get("href"))) if reference else ""
        data = self.package.find(target) if self.package and target else None
        if data is None:
            return None
        shared = with_old_names(parse_xml(data))
        body = shared.find("stimulusBody")
        return shared.get("title"), markdown_of(body) if body else ""
