"""What PostgreSQL does for us: functions and triggers, the locks we take, statements that are kept."""
