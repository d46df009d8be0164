"""The service, embedded: every call of v1 and v2 as an ASGI app on SQLite."""
