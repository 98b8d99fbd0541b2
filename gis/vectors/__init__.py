"""Readers of vector formats: each gives the rows as the file has them."""
