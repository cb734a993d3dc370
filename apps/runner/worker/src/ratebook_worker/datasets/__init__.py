"""Data sets, read into memory and split the same way for ever."""
