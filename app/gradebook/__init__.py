"""The weighted gradebook of a class."""
