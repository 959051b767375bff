"""Looking things up: the glossary, and search over lessons and terms."""

from __future__ import annotations

from flask import render_template, request

from app.authz.gate import requires
from app.authz.permissions import Permission
from app.bank.content import get_library
from app.reader.pages import bp, open_ids
from app.reader.search import LONGEST_QUERY, search
from app.reader.views import term_groups
from app.web.pages import Paged

SPOTS_A_PAGE = 20
MOST_TERMS = 10


@bp.get("/glossary")
@requires(Permission.LESSON_READ)
def glossary() -> str:
    wanted = request.args.get("q", "").strip()[:LONGEST_QUERY]
    library = get_library()
    return render_template(
        "reader/glossary.html",
        groups=term_groups(library, wanted),
        total=len(library.terms),
        wanted=wanted,
        open_ids=open_ids(),
    )


@bp.get("/search", endpoint="search")
@requires(Permission.LESSON_READ)
def search_page() -> str:
    wanted = request.args.get("q", "").strip()[:LONGEST_QUERY]
    found = search(get_library(), wanted)
    total = len(found.spot_keys)
    last = max(1, -(-total // SPOTS_A_PAGE))
    number = min(max(1, request.args.get("page", 1, type=int)), last)
    rows = found.show_spots((number - 1) * SPOTS_A_PAGE, SPOTS_A_PAGE)
    return render_template(
        "reader/search.html",
        wanted=wanted,
        found=found,
        terms=found.show_terms(MOST_TERMS) if number == 1 else [],
        page=Paged(rows, number, SPOTS_A_PAGE, total),
        open_ids=open_ids(),
    )
