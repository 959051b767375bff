"""The shape of `company/company.yml`: the fictional company that runs through the examples."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from app.content.specs import ChapterId, Slug, Spec, Text, repeated

Yuan = Annotated[int, Field(ge=0, le=1_000_000)]
Month = Annotated[int, Field(ge=1, le=12)]
Category = Literal["家具", "小家电", "家纺", "服务"]


class PersonSpec(Spec):
    """Somebody who works there."""

    id: Slug
    name: Text
    role: Text
    trait: Text


class CustomerSpec(Spec):
    """A customer with a story, who comes back in lessons, items and exercises."""

    id: Slug
    name: Text
    kind: Literal["家庭客户", "企业客户"]
    story: Text


class StoreSpec(Spec):
    id: Slug
    name: Text
    district: Text


class TierSpec(Spec):
    """A tier of membership, reached by spending `at_least` yuan within twelve months."""

    id: Slug
    name: Text
    at_least: Yuan


class ProductSpec(Spec):
    """What is sold. `price` and `cost` are in yuan apiece, `cost` without delivery.

    `months` are those in which it sells most, none for all the year; `bulk` marks what inns and
    hotels buy by the dozen.
    """

    id: Slug
    name: Text
    category: Category
    price: Yuan
    cost: Yuan
    months: list[Month] = Field(default=[])
    bulk: bool = False

    @model_validator(mode="after")
    def _earns_something(self) -> Self:
        if not 0 < self.cost < self.price:
            raise ValueError("成本应大于 0、小于售价")
        return self


class EventSpec(Spec):
    """Something that happened in the company's story; `year` is the year of its business."""

    id: Slug
    year: int = Field(ge=1, le=20)
    title: Text
    text: Text
    chapters: list[ChapterId] = Field(default=[])


class CompanySpec(Spec):
    """The fictional company. It must say that it is fictional."""

    id: Slug
    name: Text
    full_name: Text
    name_en: Text
    fictional: Literal[True]
    city: Text
    summary: Text
    membership: Text
    channels: list[Text] = Field(min_length=1)
    people: list[PersonSpec] = Field(min_length=1)
    customers: list[CustomerSpec] = Field(min_length=1)
    stores: list[StoreSpec] = Field(min_length=1)
    tiers: list[TierSpec] = Field(min_length=1)
    products: list[ProductSpec] = Field(min_length=1)
    story: list[EventSpec] = Field(default=[])

    @model_validator(mode="after")
    def _is_consistent(self) -> Self:
        groups = (self.people, self.customers, self.stores, self.tiers, self.products, self.story)
        if twice := repeated(one.id for group in groups for one in group):
            raise ValueError(f"编号重复：{'、'.join(twice)}")
        steps = [tier.at_least for tier in self.tiers]
        if steps[0] != 0 or steps != sorted(set(steps)):
            raise ValueError("会员等级的 at_least 应从 0 起逐级升高")
        if [event.year for event in self.story] != sorted(event.year for event in self.story):
            raise ValueError("story 应按 year 的先后排列")
        return self
