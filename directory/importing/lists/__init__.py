"""Lists as other people keep them, made into our sheets: what one row holds, what its columns and words mean."""
