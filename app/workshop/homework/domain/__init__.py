"""Homework: what may be handed in when, and how alike texts are (pure)."""
