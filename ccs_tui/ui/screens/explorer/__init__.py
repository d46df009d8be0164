"""The explorer: namespaces, sessions and a document, side by side.

`screen` lays out the panels and turns keys into intents; `reading` and `writing` run these against
the workspace; `copying` takes things out to the clipboard.
"""
