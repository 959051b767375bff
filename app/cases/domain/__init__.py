"""Pure: what a case is."""
