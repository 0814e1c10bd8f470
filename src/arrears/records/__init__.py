"""What happened, as rows: each says who asserts it and, through its entry, when we learned it.

The tables are declared here; files are read, checked whole and appended in one commit. Nothing is guessed,
and nothing here computes what is owed.
"""
