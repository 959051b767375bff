"""Pagination: a page of rows and the addresses of the others."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil
from typing import Any, Generic, TypeVar

from flask import Flask, request, url_for
from sqlalchemy import Select, func, select

from app.extensions import db

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Paged(Generic[T]):
    """One page of a list; `page` counts from 1, `pages` is at least 1."""

    items: list[T]
    page: int
    per_page: int
    total: int

    @property
    def pages(self) -> int:
        return max(1, ceil(self.total / self.per_page))

    @property
    def has_prev(self) -> bool:
        return self.page > 1

    @property
    def has_next(self) -> bool:
        return self.page < self.pages

    @property
    def first(self) -> int:
        """Number of the first row shown, from 1; 0 when there is none."""
        return (self.page - 1) * self.per_page + 1 if self.total else 0

    @property
    def last(self) -> int:
        return min(self.page * self.per_page, self.total)


def paginate(query: Select[Any], per_page: int = 30) -> Paged[Any]:
    """Run `query` for the page that the address asks for (`?page=`); two SQL statements.

    A page beyond the last shows the last, so that a stale link still shows something.
    """
    total = (
        db.session.scalar(select(func.count()).select_from(query.order_by(None).subquery())) or 0
    )
    last = max(1, ceil(total / per_page))
    page = min(max(1, request.args.get("page", 1, type=int)), last)
    rows = db.session.scalars(query.limit(per_page).offset((page - 1) * per_page)).unique()
    return Paged(list(rows), page, per_page, total)


def slice_page(rows: Sequence[T], per_page: int = 30) -> Paged[T]:
    """The page of a list in memory that the address asks for; as `paginate` otherwise."""
    last = max(1, ceil(len(rows) / per_page))
    page = min(max(1, request.args.get("page", 1, type=int)), last)
    shown = rows[(page - 1) * per_page : page * per_page]
    return Paged(list(shown), page, per_page, len(rows))


def page_url(**changes: Any) -> str:
    """This page's own address with some query arguments changed (None takes one away).

    Changing anything but the page goes back to page 1.
    """
    arguments: dict[str, Any] = request.args.to_dict(flat=False)
    if set(changes) != {"page"}:
        arguments.pop("page", None)
    for name, value in changes.items():
        arguments[name] = [] if value is None else [str(value)]
    return url_for(str(request.endpoint), **(request.view_args or {}), **arguments)


def init_app(app: Flask) -> None:
    app.jinja_env.globals["page_url"] = page_url
    app.jinja_env.globals["page_number_url"] = lambda number: page_url(page=number)
