"""考勤: the sessions of a class, who was there, and what it is worth."""
