"""FILES: the case on disk and readers of public data. core and fiona."""
