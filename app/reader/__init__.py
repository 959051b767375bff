"""The reader: first visit, course map, lessons, notes, glossary, search."""
