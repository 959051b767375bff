"""Habits of writers that a text as a whole shows, each written as a paper has it."""
