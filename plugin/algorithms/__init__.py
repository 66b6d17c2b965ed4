"""PROCESSING: parameters and one call each."""
