"""QGIS DATA: layers from the schema, features to records and back. qgis.core, no widgets."""
