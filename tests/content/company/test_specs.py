from __future__ import annotations

import copy
from typing import Any

import pytest
from pydantic import ValidationError

from app.content.company import CompanySpec
from tests.content.company.conftest import SHOP


@pytest.mark.parametrize(
    ("path", "value", "message"),
    [
        (("fictional",), False, "literal_error"),
        (("products", 0, "cost"), 2000, "成本应大于 0、小于售价"),
        (("products", 0, "cost"), 0, "成本应大于 0、小于售价"),
        (("products", 1, "id"), "boss", "编号重复：boss"),
        (("tiers", 0, "at_least"), 1, "应从 0 起逐级升高"),
        (("tiers", 1, "at_least"), 0, "应从 0 起逐级升高"),
        (("customers", 0, "kind"), "读者", "literal_error"),
        (
            ("story",),
            [
                {"id": "b", "year": 2, "title": "后", "text": "后"},
                {"id": "a", "year": 1, "title": "先", "text": "先"},
            ],
            "应按 year 的先后排列",
        ),
    ],
)
def test_what_a_company_may_not_be(path: tuple[str | int, ...], value: Any, message: str) -> None:
    data: Any = copy.deepcopy(SHOP)
    place = data
    for part in path[:-1]:
        place = place[part]
    place[path[-1]] = value
    with pytest.raises(ValidationError) as caught:
        CompanySpec.model_validate(data)
    assert any(
        message in (error["type"], error["msg"].partition(", ")[2]) or message in error["msg"]
        for error in caught.value.errors()
    )
