"""Duties of governments: how far figures and words answer them, and how reports speak."""
