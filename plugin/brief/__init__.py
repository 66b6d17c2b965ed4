"""PAPER: content as values first, then pages. core and reportlab."""
