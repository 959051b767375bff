"""What a line says by itself: a heading, a title, a number, an option, an answer and its value."""
