"""Bringing questions in and taking them out: one module a format, all by way of `Question`."""
