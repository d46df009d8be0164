"""Widgets: given values, posting messages, awaiting no I/O."""
