"""Classes (教学班), who is in them, and rosters."""
