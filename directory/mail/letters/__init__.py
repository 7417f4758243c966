"""Every letter of the site: one function each, a module for each reader. They are in the reader's language."""
