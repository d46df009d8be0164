"""The explorer on the screen; the only place that imports textual."""
