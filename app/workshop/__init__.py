"""Coursework: homework, customer files, satisfaction surveys; and the page that leads to them."""
