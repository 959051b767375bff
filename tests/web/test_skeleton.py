"""Skeletons: what is filled in is escaped, and no text can pass for a mark."""

from __future__ import annotations

import pytest
from markupsafe import Markup

from app.web.skeleton import Skeleton, mark


def test_values_are_escaped_and_markup_is_not() -> None:
    skeleton = Skeleton.cut(f"<p title='{mark('a')}'>{mark('b')}</p>")
    filled = skeleton.fill({"a": "'><script>", "b": Markup("<b>1</b>")})
    assert filled == "<p title='&#39;&gt;&lt;script&gt;'><b>1</b></p>"


def test_a_text_that_looks_like_a_mark_stays_a_text() -> None:
    text = "\ue0f0csrf\ue0f1 \ue0f0body_0\ue0f1"
    skeleton = Skeleton.cut(f"<p>{text}{mark('own')}</p>")
    assert skeleton.names == ("own",)
    # A value that holds a whole mark is not filled again.
    assert skeleton.fill({"own": str(mark("own"))}) == f"<p>{text}{mark('own')}</p>"


def test_a_value_that_is_missing_is_an_error() -> None:
    with pytest.raises(KeyError):
        Skeleton.cut(str(mark("own"))).fill({})
