"""The staff's pages of exams. Each module adds its routes to the one blueprint."""

from app.quiz.exams.manage import papers, ready, results, settings, watching
from app.quiz.exams.manage.blueprint import bp

__all__ = ["bp", "papers", "ready", "results", "settings", "watching"]
