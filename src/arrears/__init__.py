"""Arrears: what employers owe under collective agreements, what was paid, and what is in arrears."""

__version__ = "0.1.0"
