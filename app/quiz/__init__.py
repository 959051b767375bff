"""Practice and exams."""
