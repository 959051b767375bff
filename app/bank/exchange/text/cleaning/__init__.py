"""Characters and lines made plain, before anything is understood; `Line` is what all passes hand on."""
