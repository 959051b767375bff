"""A note on an item."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import TextAreaField

from app.web.forms import Form, at_most, strip

LONGEST_NOTE = 2000


class NoteForm(Form):
    text = TextAreaField(_l("笔记"), filters=[strip], validators=[at_most(LONGEST_NOTE)])
