"""Backups of a running site: one file that can be checked, and restored anywhere by one command."""
