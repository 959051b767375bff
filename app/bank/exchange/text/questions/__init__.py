"""Where the questions of a section begin, and which line is which part of which."""
