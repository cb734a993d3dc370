"""Pretrained models and their tokenizers, by where they come from."""
