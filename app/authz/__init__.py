"""Who may do what: permissions (an enum), policy (pure), gate (deny by default)."""
