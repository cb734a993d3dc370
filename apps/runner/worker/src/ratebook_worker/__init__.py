"""Ratebook's PyTorch worker: trains one run at a time under learning rates that it is handed.

It speaks trainer protocol 1 (JSON lines) on standard input and output and computes no learning rate itself.
"""

__version__ = "0.1.0"
