"""What this program is called. No imports: the build reads it as text."""

SLUG = "salient"
TITLE = "Salient"
VERSION = "0.1.0"
