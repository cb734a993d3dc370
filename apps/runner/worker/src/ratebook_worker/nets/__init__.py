"""Networks that are built from a seed."""
