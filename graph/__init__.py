"""The knowledge graph of the four chains and all that is computed on it."""
