"""The written-answer engine."""
