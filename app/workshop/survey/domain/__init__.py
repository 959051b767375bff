"""The rules of surveys: questionnaires, their faults, figures out of answers, marks (pure)."""
