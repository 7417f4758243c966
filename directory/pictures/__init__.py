"""How records look at once: sectors, seals, emblems, marks and rings, from numbers and words that a page has read already.

Nothing here reads the database. Parts of pages draw them, in `jinja2/pictures/`: the same record, the same bytes."""
