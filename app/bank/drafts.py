"""What is about to become a version of an item: face, key and labels, with their digest."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, replace
from typing import Any

from app.bank.domain.items import ItemFace, ItemKey
from app.bank.specs import ItemSpec
from app.bank.texts import plain_line, search_text


@dataclass(frozen=True, slots=True, kw_only=True)
class Labels:
    """What an item is filed under. `knowledge` holds ids, the main point first."""

    chapter: str
    knowledge: tuple[str, ...]
    level: str
    cognitive: str
    difficulty: int
    use: str
    source: str = ""

    def to_data(self) -> dict[str, Any]:
        """JSON-able data for `item_version.labels`."""
        return {
            "chapter": self.chapter,
            "knowledge": list(self.knowledge),
            "level": self.level,
            "cognitive": self.cognitive,
            "difficulty": self.difficulty,
            "use": self.use,
            "source": self.source,
        }

    @classmethod
    def from_data(cls, data: dict[str, Any]) -> Labels:
        """Read what `to_data` wrote."""
        return cls(
            chapter=data["chapter"],
            knowledge=tuple(data["knowledge"]),
            level=data["level"],
            cognitive=data["cognitive"],
            difficulty=data["difficulty"],
            use=data["use"],
            source=data["source"],
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """The content of one version. `stimulus` is (title, text) of the material, where there is one.

    The face names its material by content id, which outlives the wording; the digest covers the
    wording too, because a changed material makes a changed item.
    """

    face: ItemFace
    key: ItemKey
    labels: Labels
    stimulus: tuple[str, str] | None = None

    @classmethod
    def from_spec(cls, spec: ItemSpec, chapter: str) -> Draft:
        """The draft a checked spec describes, filed under `chapter`."""
        face, key = spec.to_face_and_key()
        labels = Labels(
            chapter=chapter,
            knowledge=tuple(spec.knowledge),
            level=spec.level.value,
            cognitive=spec.cognitive.value,
            difficulty=spec.difficulty,
            use=spec.use.value,
            source=spec.source or "",
        )
        return cls(face=face, key=key, labels=labels)

    def with_stimulus(self, title: str, text: str) -> Draft:
        return replace(self, stimulus=(title, text))

    def filed_under(self, chapter: str) -> Draft:
        """The same in another chapter: a stored version names the one that taught its point then."""
        return replace(self, labels=replace(self.labels, chapter=chapter))

    def digest(self) -> str:
        """SHA-256 over all that a version holds."""
        data = [
            self.face.to_data(),
            self.key.to_data(),
            self.labels.to_data(),
            list(self.stimulus) if self.stimulus else None,
        ]
        text = json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()

    def item_columns(self) -> dict[str, Any]:
        """The columns of `item` that follow from its current version."""
        return {
            "type": self.face.type.value,
            "chapter_id": self.labels.chapter,
            "level": self.labels.level,
            "cognitive": self.labels.cognitive,
            "difficulty": self.labels.difficulty,
            "use": self.labels.use,
            "title": plain_line(self.face.stem),
            "tokens": search_text(self.searched()),
        }

    def searched(self) -> list[str]:
        """The texts in which colleagues search: the question, its answer and its material."""
        return [
            self.face.stem,
            *(option.text for option in self.face.options),
            *(form for forms in self.key.blanks for form in forms),
            self.key.model_answer,
            self.key.explanation,
            *(self.stimulus or ()),
        ]

    def version_columns(self) -> dict[str, Any]:
        """The columns of `item_version` that hold this draft."""
        return {
            "type": self.face.type.value,
            "face": self.face.to_data(),
            "digest": self.digest(),
            "labels": self.labels.to_data(),
        }
