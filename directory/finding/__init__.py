"""How records are found: what an address asks for, the search, its facets, the pages kept for all readers."""
