"""Items, their keys and their marking as pure values: no web framework, no database."""
