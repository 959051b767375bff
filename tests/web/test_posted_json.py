"""JSON that cannot be read is refused like any bad input, and breaks nothing."""

from __future__ import annotations

import pytest
from flask import Flask


@pytest.mark.parametrize(
    "body", ["", "{", "[" * 200_000, '{"a":' * 200_000, "\ud800".encode("utf-8", "surrogatepass")]
)
def test_rubbish_is_a_value_error(app: Flask, body: str | bytes) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - whatever it says, nobody is shown it
        app.json.loads(body)
