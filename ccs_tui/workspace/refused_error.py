"""The workspace's own error."""


class RefusedError(Exception):
    """The workspace refused to send something; the text says what, why and what to do next."""
