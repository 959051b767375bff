"""Exams: made by staff, sat by candidates, closed by the server, marked and released."""
