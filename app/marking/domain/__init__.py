"""From points per key point to a mark (pure)."""
