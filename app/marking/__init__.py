"""Marks of responses: the ledger, and the pages on which people mark."""
