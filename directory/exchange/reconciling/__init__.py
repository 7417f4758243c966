"""Records for those who clean up lists of names: the Reconciliation Service API 0.2, as OpenRefine speaks it."""
