"""The course map, lessons, glossary and search."""
