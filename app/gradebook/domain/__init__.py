"""Totals: from marks and weights to a final mark, exactly and explained (pure)."""
