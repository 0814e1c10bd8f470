"""The book: one directory on a local disk, immutable Parquet files, and one SQLite transaction as the only
commit point over all tables.

It knows files, entries and the hash chain. It does not know what a receipt is: `records` declares the tables
and checks the rows before they come here.
"""
