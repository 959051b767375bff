"""Transactions and queries of role-play."""
