"""What the reader's pages share: the blueprint, and chapters and sections named in addresses."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, abort, redirect, request, url_for

from app.bank.content import get_library
from app.content.markdown import Section
from app.reader import service
from app.reader.outline import section_of
from app.reader.service import ChapterCard

bp = Blueprint("reader", __name__)


def open_chapter(chapter_id: str) -> ChapterCard:
    """A written chapter that this person may read; visitors are sent to sign in for the others."""
    card = service.find_card(chapter_id)
    if card is None:
        abort(404)
    if not card.open:
        if request.method not in ("GET", "HEAD"):
            abort(401)
        abort(redirect(url_for("accounts.sign_in", next=request.path)))
    return card


def open_section(chapter_id: str, anchor: str) -> tuple[ChapterCard, Section]:
    card = open_chapter(chapter_id)
    found = section_of(card.chapter, anchor) if card.chapter else None
    return card, found or abort(404)


def section_url(card: ChapterCard, found: Section, anchor: str, **values: Any) -> str:
    return url_for(
        "reader.section", chapter_id=card.id, anchor=found.anchor, _anchor=anchor, **values
    )


def open_ids() -> set[str]:
    """Chapters that this person may read."""
    whole = get_library().course
    cards = [service.find_card(plan.id) for plan in whole.plans] if whole else []
    return {card.id for card in cards if card is not None and card.open}


def by_script() -> bool:
    """Whether the page's script asks, and wants a fragment instead of a page."""
    return request.headers.get("X-Requested-With") == "fetch"
