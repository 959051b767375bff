"""A demo class: invented people with half a term of believable reading, practice and exams.

Everything is made through the same services that the pages call, at instants in the past, from one
seed: the same start always tells the same story.
"""

from app.demo.build import build_demo

__all__ = ["build_demo"]
