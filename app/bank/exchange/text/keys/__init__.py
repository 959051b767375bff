"""Answers that stand apart from their questions: lists, rows, tables and titled parts."""
