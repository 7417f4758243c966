"""How fast the directory is, measured beside the same work done the usual way. `./run bench` uses it."""
