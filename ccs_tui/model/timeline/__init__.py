"""A document over time, as it was seen: its readings, steps and gaps, and what can be told of them.

- `step`: one look at a document, a change between two looks, and the time that nobody looked
"""
