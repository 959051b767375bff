"""The names of QTI 2.x and 3.0: 3.0 writes `qti-choice-interaction` for `choiceInteraction`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from app.bank.exchange.formats.xml import Node, element

_HUMP = re.compile(r"(?<=[a-z0-9])([A-Z])")
_DASH = re.compile(r"-([a-z])")


@dataclass(frozen=True, slots=True)
class Version:
    """What differs between the versions besides the spelling of names."""

    name: str
    space: str
    location: str
    package_space: str
    schema: str
    schema_version: str
    resource: str
    templates: str
    dashed: bool

    def element(self, tag: str, attributes: Mapping[str, str] | None = None, *inside: str) -> str:
        """An element of QTI by its name in 2.x."""
        if not self.dashed:
            return element(tag, attributes, *inside)
        given = {_dashed(name): value for name, value in (attributes or {}).items()}
        return element(f"qti-{_dashed(tag)}", given, *inside)

    def content(self, *inside: str) -> str:
        """What stands in feedback and rubrics; 3.0 wants it in a body of its own."""
        return self.element("contentBody", None, *inside) if self.dashed else "".join(inside)

    def template(self, name: str) -> str:
        return f"{self.templates}/{name}.xml" if self.dashed else f"{self.templates}/{name}"


QTI_2_1 = Version(
    name="2.1",
    space="http://www.imsglobal.org/xsd/imsqti_v2p1",
    location="http://www.imsglobal.org/xsd/qti/qtiv2p1/imsqti_v2p1.xsd",
    package_space="http://www.imsglobal.org/xsd/imscp_v1p1",
    schema="QTIv2.1 Package",
    schema_version="1.0.0",
    resource="imsqti_item_xmlv2p1",
    templates="http://www.imsglobal.org/question/qti_v2p1/rptemplates",
    dashed=False,
)
QTI_3_0 = Version(
    name="3.0",
    space="http://www.imsglobal.org/xsd/imsqtiasi_v3p0",
    location="https://purl.imsglobal.org/spec/qti/v3p0/schema/xsd/imsqti_asiv3p0_v1p0.xsd",
    package_space="http://www.imsglobal.org/xsd/qti/qtiv3p0/imscp_v1p1",
    schema="QTI Package",
    schema_version="3.0.0",
    resource="imsqti_item_xmlv3p0",
    templates="https://purl.imsglobal.org/spec/qti/v3p0/rptemplates",
    dashed=True,
)


def with_old_names(node: Node) -> Node:
    """The same tree with the names of 2.x; HTML stays as it is."""
    for one in node.walk():
        if one.tag.startswith("qti-"):
            one.tag = _humped(one.tag.removeprefix("qti-"))
            one.attributes = {_humped(name): value for name, value in one.attributes.items()}
    return node


def _dashed(name: str) -> str:
    return _HUMP.sub(r"-\1", name).lower() if not name.startswith("xml") else name


def _humped(name: str) -> str:
    return _DASH.sub(lambda match: match[1].upper(), name)
