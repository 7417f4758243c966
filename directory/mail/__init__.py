"""What leaves by mail: the messages, and the links in them."""
