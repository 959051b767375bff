"""Practice: rounds of items with immediate feedback, and mock papers."""
