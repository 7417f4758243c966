"""Backups of the whole database, and databases restored from them to a moment of choice.

A folder of backups has `base/<moment>/data`, copies of the server's whole folder that `pg_basebackup` made, each with its
`record.json`, and `wal/`, what the server wrote since, which it archives there itself. A restore takes the last copy before the
moment and lets the server go on with what was archived.
"""
