"""How what is stored changes: one numbered step for each schema, the same for both engines."""
