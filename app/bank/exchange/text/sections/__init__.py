"""The lines broken into pieces and divided into sections, chapters, papers and parts of keys."""
