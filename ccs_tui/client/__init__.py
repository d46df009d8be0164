"""The service, spoken to: an async client for both of its versions, with no UI."""
