"""The tables of a customer file: which fields they have and what a student may do to them.

All values are text as a clerk sees it. Names of tables and fields are ours; what they are called in
the interface stands in `app.workshop.customer_file.words`.
"""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType

PERSONS, FIRMS, CONTACTS, CONSENTS, ORDERS = "persons", "firms", "contacts", "consents", "orders"
ABC, RFM, CLV, TEXTS = "abc", "rfm", "clv", "texts"

VALID, TO_VERIFY = "有效", "待核实"
MAY_SEND, MAY_NOT_SEND = "可发", "不可发"
YES, NO = "是", "否"
AGREED, WITHDRAWN = "同意", "撤回"
SERVICE, MARKETING = "服务", "营销"
VIOLATION = "违规"
CHANNELS = ("电话", "短信", "门店", "上门", "企业微信")
SOURCES = ("登记表", "客户来电", "小程序")
CONVENTIONS = ("1", "2", "3")

LONGEST = 200
LONGEST_TEXT = 8_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """A column. `kind`: text, day, phone, identity, credit, choice, number, customer or essay."""

    name: str
    kind: str = "text"
    required: bool = False
    choices: tuple[str, ...] = ()

    @property
    def longest(self) -> int:
        return LONGEST_TEXT if self.kind == "essay" else LONGEST


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A table. `grows`: rows may be added; `shrinks`: rows may be deleted and fields dropped;
    `merges`: rows may be merged; `locked`: nothing may be changed (but by a merge)."""

    name: str
    fields: tuple[Field, ...]
    grows: bool = False
    shrinks: bool = False
    merges: bool = False
    locked: bool = False

    def find(self, name: str) -> Field | None:
        return next((field for field in self.fields if field.name == name), None)


def _choice(name: str, *choices: str, required: bool = True) -> Field:
    return Field(name=name, kind="choice", required=required, choices=choices)


_PERSON = (
    Field(name="name", required=True),
    _choice("instalment", YES, NO),
    Field(name="identity", kind="identity"),
    Field(name="born", kind="day", required=True),
    Field(name="phone", kind="phone", required=True),
    Field(name="address", required=True),
    Field(name="joined", kind="day", required=True),
    Field(name="checked", kind="day", required=True),
    _choice("status", VALID, TO_VERIFY),
    _choice("marketing", MAY_SEND, MAY_NOT_SEND),
    Field(name="religion"),
    Field(name="health"),
    Field(name="school"),
)
_FIRM = (
    Field(name="name", required=True),
    Field(name="credit_code", kind="credit", required=True),
    Field(name="contact", required=True),
    Field(name="phone", kind="phone", required=True),
    Field(name="address", required=True),
    Field(name="joined", kind="day", required=True),
    Field(name="checked", kind="day", required=True),
    _choice("status", VALID, TO_VERIFY),
    Field(name="family"),
)
_CONTACT = (
    Field(name="customer", kind="customer", required=True),
    Field(name="day", kind="day", required=True),
    _choice("channel", *CHANNELS),
    _choice("purpose", SERVICE, MARKETING),
    Field(name="staff", required=True),
    Field(name="summary", required=True),
    _choice("flag", VIOLATION, required=False),
)
_CONSENT = (
    Field(name="customer", kind="customer", required=True),
    _choice("state", AGREED, WITHDRAWN),
    Field(name="day", kind="day", required=True),
    _choice("source", *SOURCES),
)
_ORDER = (
    Field(name="customer", kind="customer", required=True),
    Field(name="day", kind="day", required=True),
    Field(name="amount", kind="number", required=True),
    Field(name="margin", kind="number", required=True),
)
_ABC = (Field(name="cumulative", kind="number"), _choice("cls", "A", "B", "C", required=False))
_SCORES = ("1", "2", "3", "4", "5")
_RFM = tuple(_choice(name, *_SCORES, required=False) for name in ("r", "f", "m"))

TABLES = MappingProxyType(
    {
        table.name: table
        for table in (
            Table(name=PERSONS, fields=_PERSON, shrinks=True, merges=True),
            Table(name=FIRMS, fields=_FIRM, shrinks=True, merges=True),
            Table(name=CONTACTS, fields=_CONTACT, grows=True, shrinks=True),
            Table(name=CONSENTS, fields=_CONSENT, grows=True, shrinks=True),
            Table(name=ORDERS, fields=_ORDER, locked=True),
            Table(name=ABC, fields=_ABC),
            Table(name=RFM, fields=_RFM),
            Table(name=CLV, fields=(Field(name="value", kind="number"),)),
            Table(name=TEXTS, fields=(Field(name="text", kind="essay"),)),
        )
    }
)
# The tables that come with defects; the others are the student's own work.
FILES = (PERSONS, FIRMS, CONTACTS, CONSENTS)
CUSTOMERS = (PERSONS, FIRMS)
# The rows of CLV that hold what is declared rather than a number, and of the written part.
CONVENTION = "convention"
ANALYSIS, PRIVACY = "analysis", "privacy"
# What no purpose of the company needs: collecting it was too much (个人信息保护法 第六条, 最小必要).
EXCESS = ((PERSONS, "religion"), (PERSONS, "health"), (PERSONS, "school"), (FIRMS, "family"))
