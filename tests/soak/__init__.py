"""The soak programme: real servers, real faults, candidates who keep their own books.

`python3 run.py soak` runs it; docs/reliability.md says what it has shown.
"""
