"""Long work that survives a restart: a table of jobs, and a thread in each server process."""
