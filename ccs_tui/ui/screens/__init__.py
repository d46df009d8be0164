"""Screens: each runs the intents of its panels against the workspace."""
