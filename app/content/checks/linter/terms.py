"""Do items and glossary say the same of a term, as far as a machine can tell?

Three things can be decided without understanding the text:

- a 名词解释 whose model answer and key points hardly share a word with the glossary's definition
  explains something else, or one of the two is wrong;
- a blank whose first answer is the Chinese name of a term should accept its Chinese synonyms;
- a true-or-false stem that repeats a definition almost word for word, with the key “false”, denies it.

The machine does not see a contradiction in other words (“先” for “后”, a turned condition, a wrong
number): that is for people. Nor does it ask for synonyms that the stem itself names, for then the stem
wants the other word.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from app.content.checks.linter.shingles import bare, shingles
from app.content.library import Library
from app.content.problems import Problem, warning
from app.content.questions import Question
from app.content.specs import TermSpec
from app.content.text import count_hanzi

SHARED = 0.15  # least share of a definition's bigrams that a model answer and its points hold
REPEATED = 0.85  # share of a definition's bigrams from which a stem repeats it
_ASKED = ("什么是", "解释", "名词解释", "请解释")


def check(library: Library, found: Sequence[Question]) -> Iterator[Problem]:
    terms = list(library.terms.values())
    defined = [shingles(bare(term.definition), 2) for term in terms]
    for question in found:
        if question.type == "term":
            yield from _explained(library, question)
        elif question.type == "fill_blank":
            yield from _accepted(library, question)
        elif question.truth is False:
            yield from _denied(question, terms, defined)


def term_of(library: Library, question: Question) -> TermSpec | None:
    """The term that a 名词解释 asks for: its stem is the name, with 什么是 or brackets at most."""
    name = bare(question.stem.split("（")[0].split("(")[0])
    for word in _ASKED:
        name = name.removeprefix(word)
    return library.find_term(name)


def _explained(library: Library, question: Question) -> Iterator[Problem]:
    term = term_of(library, question)
    if term is None:
        return
    definition = shingles(bare(term.definition), 2)
    said = [question.model, *(text for wordings in question.points for text in wordings)]
    answer = shingles(bare(" ".join(said)), 2)
    share = len(definition & answer) / len(definition) if definition else 1.0
    if share < SHARED:
        text = f"参考答案与术语表里“{term.zh}”的释义几乎没有共同的说法，请对照"
        yield warning(question.path, question.place("model_answer"), text)


def _accepted(library: Library, question: Question) -> Iterator[Problem]:
    stem = bare(question.stem)
    for place, forms in enumerate(question.blanks):
        accepted = {bare(form) for form in forms}
        term = library.find_term(forms[0]) if forms and count_hanzi(forms[0]) else None
        if term is None or bare(forms[0]) != bare(term.zh):
            continue
        missing = [
            name
            for name in (term.zh, *term.synonyms)
            if count_hanzi(name) and bare(name) not in accepted and bare(name) not in stem
        ]
        if missing:
            text = f"“{term.zh}”的同义说法也应算对：{'、'.join(missing)}"
            yield warning(question.path, question.place("blanks", place), text)


def _denied(
    question: Question, terms: Sequence[TermSpec], defined: Sequence[frozenset[str]]
) -> Iterator[Problem]:
    stem = shingles(bare(question.stem), 2)
    for term, definition in zip(terms, defined, strict=True):
        if definition and len(stem & definition) / len(definition) >= REPEATED:
            text = f"题干几乎照搬术语表里“{term.zh}”的释义，答案却是“错”"
            yield warning(question.path, question.place("stem"), text)
