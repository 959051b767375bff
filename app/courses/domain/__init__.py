"""Pure parts of classes: join codes and rosters."""
