"""Looking back on one's own learning: mistakes, favourites, progress."""
