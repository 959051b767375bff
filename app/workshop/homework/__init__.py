"""Homework: assignments with texts and files, handed in in versions, marked by rubric."""
