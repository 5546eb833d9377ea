"""What the service says: fields, limits, recipes, schemas, times, the event filter. No Polars at import."""
