"""A terminal explorer for LivePerson's Conversation Context Service (CCS)."""

__version__ = "0.1.0"
