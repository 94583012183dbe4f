"""Random small tables through Ogive and through polars: the same questions must have the same answers."""
