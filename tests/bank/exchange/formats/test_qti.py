"""QTI of all versions: other hands' files read, our own packages held against the specifications."""

from __future__ import annotations

import io
import re
import zipfile
from decimal import Decimal
from typing import Any

import pytest
from lxml import etree as _etree

from app.bank.domain.types import ItemType
from app.bank.exchange.formats.canvas import read_canvas, sniff_canvas
from app.bank.exchange.formats.qti import read_qti, sniff_qti
from app.bank.exchange.formats.qti2 import read_qti2
from app.bank.exchange.formats.qti_out import write_qti2, write_qti3
from app.bank.exchange.formats.zipped import write_zip
from app.bank.exchange.questions import Picture, ProblemKind, ReadError, ReadFault
from tests.bank.exchange.formats import foreign
from tests.bank.exchange.formats.samples import PNG, shipped

etree: Any = _etree


def test_canvas_export():
    data = foreign.foreign()["canvas"]
    assert sniff_canvas("a.zip", data)
    one, two, three, four = read_canvas(data, "a.zip").questions
    assert (one.type, one.correct, one.points) == (
        ItemType.MULTIPLE_RESPONSE,
        ("A", "C"),
        Decimal(2),
    )
    assert one.stem == "哪些是**主动**服务？![图](picture:a.png)"
    assert one.pictures == (Picture("a.png", PNG),)
    assert (one.options[0].feedback, one.explanation, one.section) == (
        "主动联系",
        "解析",
        "第一次测验",
    )
    assert (two.stem, two.blanks) == ("呼叫分____与____。", (("呼入",), ("呼出", "外呼")))
    assert (three.blanks, three.tolerance) == ((("80",),), Decimal(1))
    assert four.type is None
    assert ProblemKind.LOST_FEATURE in {p.kind for p in four.problems}


def test_blackboard():
    one, two, three = read_qti(foreign.QTI12_BLACKBOARD.encode(), "a.dat").questions
    assert (one.type, one.correct, one.points) == (ItemType.SINGLE_CHOICE, ("A",), Decimal("1.5"))
    assert (one.stem, one.options[1].text, one.shuffle) == (
        "客户流失率的分母是",
        "期末客户数",
        True,
    )
    assert (two.type, two.truth) == (ItemType.TRUE_FALSE, False)
    assert (three.type, three.reference) == (ItemType.ESSAY, "要点")


def test_an_item_with_mapping_prompt_feedback_and_formula():
    [one] = read_qti(foreign.QTI22_ITEM.encode(), "a.xml").questions
    assert one.stem == "看 **图**：$\\frac{a}{2}$\n\n选出全部正确的。"
    assert (one.type, one.correct, one.points) == (
        ItemType.MULTIPLE_RESPONSE,
        ("A", "C"),
        Decimal(3),
    )
    assert [(o.text, o.feedback) for o in one.options] == [("甲", "好"), ("乙", ""), ("丙", "")]
    assert one.explanation == "解析"


def test_an_inline_choice_is_kept_and_flagged():
    [one] = read_qti(foreign.QTI3_INLINE.encode(), "a.xml").questions
    assert (one.type, one.stem) == (None, "应____。")
    assert [(p.kind, p.detail) for p in one.problems] == [
        (ProblemKind.LOST_FEATURE, "inlineChoiceInteraction")
    ]


def _package(**more: str) -> bytes:
    resources = (
        '<resource identifier="a" type="imsqti_item_xmlv2p2" href="items/a%201.xml"/>'
        '<resource identifier="t" type="imsqti_test_xmlv2p2" href="test.xml"/>'
    )
    item = foreign.QTI22_ITEM.replace(
        "<itemBody>", '<assessmentStimulusRef identifier="s" href="../s.xml"/><itemBody>'
    )
    test = (
        '<assessmentTest><testPart><assessmentSection title="一、选择">'
        '<assessmentItemRef href="items/a%201.xml"/></assessmentSection></testPart></assessmentTest>'
    )
    stimulus = '<assessmentStimulus title="案例"><stimulusBody><p>正文</p></stimulusBody></assessmentStimulus>'
    files = {
        "imsmanifest.xml": f"<manifest><resources>{resources}</resources></manifest>",
        "items/a 1.xml": item,
        "test.xml": test,
        "s.xml": stimulus,
        **more,
    }
    return write_zip((name, text.encode()) for name, text in files.items())


def test_a_package_with_test_and_stimulus():
    [one] = read_qti2(_package(), "a.zip").questions
    assert (one.section, one.material) == ("一、选择", ("案例", "正文"))
    assert one.source.path == "items/a 1.xml"


@pytest.mark.parametrize(
    ("href", "fault"), [("../../etc/passwd", ReadFault.UNSAFE), ("gone.xml", ReadFault.BROKEN)]
)
def test_a_manifest_that_leads_astray(href: str, fault: ReadFault):
    resource = f'<resource type="imsqti_item_xmlv2p1" href="{href}"/>'
    manifest = f"<manifest><resources>{resource}</resources></manifest>"
    with pytest.raises(ReadError) as caught:
        read_qti2(_package(**{"imsmanifest.xml": manifest}), "a.zip")
    assert caught.value.fault is fault


@pytest.mark.parametrize(
    ("write", "space", "item_tag", "response", "kind"),
    [
        (
            write_qti2,
            "http://www.imsglobal.org/xsd/imsqti_v2p1",
            "assessmentItem",
            ("responseDeclaration", "responseIdentifier"),
            "imsqti_item_xmlv2p1",
        ),
        (
            write_qti3,
            "http://www.imsglobal.org/xsd/imsqtiasi_v3p0",
            "qti-assessment-item",
            ("qti-response-declaration", "response-identifier"),
            "imsqti_item_xmlv3p0",
        ),
    ],
)
def test_our_packages_keep_the_specification(write, space, item_tag, response, kind):
    data = write(shipped(), title="题库").data
    assert sniff_qti("a.zip", data)
    package = zipfile.ZipFile(io.BytesIO(data))
    manifest = etree.fromstring(package.read("imsmanifest.xml"))
    listed = manifest.findall(".//{*}resource")
    hrefs = {one.get("href") for resource in listed for one in resource.findall("{*}file")}
    assert hrefs | {"imsmanifest.xml"} == set(package.namelist())
    assert {one.get("type") for one in listed} == {kind}
    identifiers = [one.get("identifier") for one in listed]
    assert len(set(identifiers)) == len(identifiers)
    names: list[str] = []
    for resource in listed:
        root = etree.fromstring(package.read(resource.get("href")))
        assert root.tag == f"{{{space}}}{item_tag}"
        assert root.get("title")
        names.append(root.get("identifier"))
        declared = [one.get("identifier") for one in root.findall(f"{{*}}{response[0]}")]
        used = [one.get(response[1]) for one in root.iter() if one.get(response[1])]
        assert sorted(declared) == sorted(used)
        spaces = {etree.QName(one).namespace for one in root.iter()}
        assert spaces <= {space, "http://www.w3.org/1998/Math/MathML"}
        order = [etree.QName(one).localname.removeprefix("qti-") for one in root]
        want = sorted(order, key=lambda tag: _ORDER.index(tag.replace("-", "").lower()))
        assert order == want
    assert len(set(names)) == len(names)
    assert all(re.fullmatch(r"[A-Za-z_][\w.-]*", one) for one in [*names, *identifiers])


_ORDER = ["responsedeclaration", "outcomedeclaration", "itembody", "responseprocessing"]
_ORDER.append("modalfeedback")
