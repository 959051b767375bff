"""The kinds of defects that are planted, and what a planted one is."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What is wrong. Each has one right way to be mended, known when it is planted."""

    MISSING = "missing"  # a required cell is empty: the registration form has the value
    PHONE = "phone"  # a digit too few, too many or a letter
    IDENTITY = "identity"  # the check digit does not fit
    CREDIT = "credit"  # a check character does not fit
    FORMAT = "format"  # right, but written in another form than the rest
    DUPLICATE = "duplicate"  # the same customer twice: merge
    BORN = "born"  # the birthday is not that of the identity number
    JOINED = "joined"  # joined after the first order
    MARKETING = "marketing"  # may be sent advertising without a consent that holds
    CONTACTED = "contacted"  # advertised to after the consent was taken back: flag it
    STALE = "stale"  # not checked for two years, yet called valid
    CONSENT = "consent"  # the form is ticked, the consent log has no entry
    NOTE = "note"  # a contact that only a slip of paper records
    EXCESS = "excess"  # a field that no purpose needs: delete it as a whole


@dataclass(frozen=True, slots=True, kw_only=True)
class Defect:
    """A planted defect: `wrong` stands in the cell, `right` ought to.

    Of a duplicate `row` is the copy and `right` the row it doubles; of a consent or a contact that is
    missing `row` is the customer, `right` the day and `wrong` the state or purpose of the entry.
    """

    number: int
    kind: Kind
    table: str
    row: str = ""
    field: str = ""
    wrong: str = ""
    right: str = ""
