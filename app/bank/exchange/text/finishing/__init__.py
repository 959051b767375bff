"""A draft into a `Question`: its type, key, words, marks and problems."""
