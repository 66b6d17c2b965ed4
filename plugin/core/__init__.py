"""COMPUTING: shapely, pyproj, numpy. No files, no Qt, no PDF. Values in, values out."""
