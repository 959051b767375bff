"""When a mistake leaves the book, and how well a knowledge point is known (pure)."""
