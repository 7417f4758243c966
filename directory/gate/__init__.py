"""What strangers may send: plain text and no case data, from a form of ours, so many times an hour."""
