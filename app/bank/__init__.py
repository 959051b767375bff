"""The item bank: seven item types, marking of the objective ones, versions, authoring, search."""
