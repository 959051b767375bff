"""Pure parts of the reader: text out of HTML, the search index, reading time."""
