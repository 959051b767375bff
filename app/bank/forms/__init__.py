"""Forms for the seven item types. What an item must be stands in the specs; forms only ask them.

Rows (options, blanks, key points) that were left wholly empty do not count. Adding a row is a submit
button of its own, so that no form needs JavaScript.
"""

from __future__ import annotations

from app.bank.domain.types import ItemType
from app.bank.forms.base import Found, ItemForm, LabelsForm
from app.bank.forms.blanks import FillBlankForm, TrueFalseForm
from app.bank.forms.choice import MultipleResponseForm, SingleChoiceForm
from app.bank.forms.written import EssayForm, ShortAnswerForm, TermForm

__all__ = ["FORMS", "Found", "ItemForm", "LabelsForm"]

FORMS: dict[ItemType, type[ItemForm]] = {
    form.type: form
    for form in (
        SingleChoiceForm,
        MultipleResponseForm,
        TrueFalseForm,
        FillBlankForm,
        TermForm,
        ShortAnswerForm,
        EssayForm,
    )
}
