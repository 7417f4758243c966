"""How the site does, for whoever runs it: what is logged of each request, health, metrics, and the pages of a bad hour."""
