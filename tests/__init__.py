"""What the directory promises, told by its tests."""
