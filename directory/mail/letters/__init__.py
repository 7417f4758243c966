"""Every letter of the site: one function each, a module for each reader, in the reader's language.

Calling the function writes the mail into the outbox. A letter that has a `key` is written once however often it is called.
"""
