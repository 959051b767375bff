"""满意度调查: a student designs, tries, runs, analyses and reports a survey of customers' satisfaction."""
