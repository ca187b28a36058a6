"""Trained files that ship with duizhao, one folder each with a card."""
