"""QTI 2.1 and 3.0 packages, written after the information models of 1EdTech.

The manifest lists the items, which `qti_item_out` writes, with their labels.
"""

from __future__ import annotations

from collections.abc import Sequence

from app.bank.exchange.formats.qti_item_out import ItemOut, language_string
from app.bank.exchange.formats.qti_names import QTI_2_1, QTI_3_0, Version
from app.bank.exchange.formats.xml import element
from app.bank.exchange.formats.zipped import write_zip
from app.bank.exchange.loss import MARKED_UP, fit
from app.bank.exchange.questions import Question
from app.bank.exchange.written import Written

_LOM = "http://ltsc.ieee.org/xsd/LOM"
_DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n'


def write_qti2(questions: Sequence[Question], *, title: str) -> Written:
    """A package of QTI 2.1 items."""
    return _write(questions, title, QTI_2_1)


def write_qti3(questions: Sequence[Question], *, title: str) -> Written:
    """A package of QTI 3.0 items."""
    return _write(questions, title, QTI_3_0)


def _write(questions: Sequence[Question], title: str, version: Version) -> Written:
    fitted, losses = fit(questions, MARKED_UP)
    files: list[tuple[str, bytes]] = []
    resources: list[str] = []
    for one in fitted:
        item = ItemOut(one, version)
        files.append((item.path, item.write().encode()))
        files += item.pictures()
        resources.append(item.resource())
    manifest = _manifest(resources, title, version)
    data = write_zip([("imsmanifest.xml", manifest.encode()), *files])
    return Written(data, "application/zip", "zip", losses)


def _manifest(resources: list[str], title: str, version: Version) -> str:
    named = element("lom:general", None, element("lom:title", None, language_string(title)))
    metadata = element(
        "metadata",
        None,
        element("schema", None, version.schema),
        element("schemaversion", None, version.schema_version),
        element("lom:lom", None, named) if title else "",
    )
    spaces = {
        "xmlns": version.package_space,
        "xmlns:lom": _LOM,
        "identifier": "MANIFEST-1",
    }
    inside = (metadata, element("organizations"), element("resources", None, *resources))
    return _DECLARATION + element("manifest", spaces, *inside) + "\n"
