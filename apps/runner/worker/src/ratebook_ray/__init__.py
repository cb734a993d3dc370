"""Trains a study's runs on a Ray cluster: a driver on Ray Tune, which asks the runner's mailbox what to train next.

Nothing is decided here. What is tried, how far, and with which learning rates stands in the asks; what happened
stands in the logs of the runs, in the same words as where the runner trains by itself.
"""
