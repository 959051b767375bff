"""The world in which every address is tried as everybody; one module for each feature."""
