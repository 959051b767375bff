"""Who sees which contributions, and under which name."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime

LONGEST_POST = 2000


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """A contribution. `pasture` is what one has to contribute to before seeing others."""

    id: int
    author: int
    topic: str
    pasture: str
    at: datetime
    parent: int | None = None
    by_staff: bool = False
    hides_name: bool = False
    pinned: bool = False
    hidden: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A contribution as one reader sees it. `alias` numbers those who hide their name; 0: none is hidden.

    `replies` are in the order they were written.
    """

    post: Post
    alias: int = 0
    own: bool = False
    replies: list[Shown] = field(default_factory=list["Shown"])


def has_said(posts: Sequence[Post], reader: int, pasture: str) -> bool:
    """Whether a reader contributed to a pasture, whether or not staff hid it."""
    return any(post.author == reader and post.pasture == pasture for post in posts)


def may_see(posts: Sequence[Post], reader: int, pasture: str, *, post_first: bool) -> bool:
    """Whether a student sees what others wrote in a pasture."""
    return not post_first or has_said(posts, reader, pasture)


def threads(
    posts: Sequence[Post],
    topic: str,
    reader: int,
    *,
    for_staff: bool,
    others: bool = True,
) -> list[Shown]:
    """The threads of a topic for a reader: pinned ones first, then as they were written.

    Students do not see what staff hid, and without `others` only what they wrote themselves, with the
    replies of staff to it. Aliases count the hidden names of a pasture in the order of their first words,
    so that one person keeps a number through a discussion and no longer.
    """
    aliases = _aliases(posts)
    seen = [
        post
        for post in sorted(posts, key=lambda post: (post.at, post.id))
        if post.topic == topic and (for_staff or not post.hidden)
    ]
    mine = {post.id for post in seen if post.author == reader}
    shown: dict[int, Shown] = {}
    heads: list[Shown] = []
    for post in seen:
        to_me = post.by_staff and post.parent in mine
        if not (for_staff or others or post.author == reader or to_me):
            continue
        one = Shown(
            post=post,
            alias=aliases.get((post.pasture, post.author), 0) if post.hides_name else 0,
            own=post.author == reader,
        )
        shown[post.id] = one
        above = shown.get(post.parent) if post.parent is not None else None
        if above is not None:
            above.replies.append(one)
        elif post.parent is None:
            heads.append(one)
    return sorted(heads, key=lambda one: not one.post.pinned)


def participation(posts: Collection[Post]) -> dict[int, tuple[int, int]]:
    """(contributions to discussions, annotations) by student: counted, and never judged."""
    found: dict[int, tuple[int, int]] = {}
    for post in posts:
        if post.by_staff or post.hidden:
            continue
        talked, noted = found.get(post.author, (0, 0))
        is_talk = post.pasture.startswith("talk:")
        found[post.author] = (talked + is_talk, noted + (not is_talk))
    return found


def _aliases(posts: Sequence[Post]) -> dict[tuple[str, int], int]:
    found: dict[tuple[str, int], int] = {}
    counts: dict[str, int] = {}
    for post in sorted(posts, key=lambda post: (post.at, post.id)):
        key = (post.pasture, post.author)
        if post.hides_name and key not in found:
            counts[post.pasture] = counts.get(post.pasture, 0) + 1
            found[key] = counts[post.pasture]
    return found
