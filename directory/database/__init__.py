"""What PostgreSQL does for us: the statements that are kept prepared."""
