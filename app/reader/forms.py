"""Notes."""

from __future__ import annotations

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import StringField, TextAreaField

from app.reader.notes import LONGEST_QUOTE, LONGEST_TEXT
from app.web.forms import Form, add_error, at_most, strip


def one_line(text: str | None) -> str | None:
    """A filter for quotes: the page's line breaks are no part of the text."""
    return " ".join(text.split()) if isinstance(text, str) else text


class NoteForm(Form):
    quote = StringField(
        _l("引用课文里的话"), filters=[one_line], validators=[at_most(LONGEST_QUOTE)]
    )
    text = TextAreaField(_l("笔记"), filters=[strip], validators=[at_most(LONGEST_TEXT)])

    def validate_something(self) -> bool:
        """Validate, and refuse a note that says nothing and hangs on nothing."""
        if not self.validate():
            return False
        if not self.text.data and not self.quote.data:
            add_error(self.text, _("写几个字，或引用课文里的一句话。"))
            return False
        return True


class ChangeNoteForm(Form):
    text = TextAreaField(_l("笔记"), filters=[strip], validators=[at_most(LONGEST_TEXT)])
