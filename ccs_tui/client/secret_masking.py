"""The mask over the secrets that a text of the service repeats."""

import json
import re
from collections.abc import Collection
from urllib.parse import quote as url_quote

MASK = "[…]"
"""The text in the place of a secret."""
SHORTEST_SECRET = 4
"""The characters from which on a secret is in a text for more than chance."""


def masked(text: str, secrets: Collection[str]) -> str:
    """Return a text of the service with a mask over each secret in it, however it is spelled.

    If a secret is so short that it may be there by chance, the whole text is masked.
    """
    for secret in secrets:
        for spelling in {secret, url_quote(secret, safe=""), json.dumps(secret)[1:-1]}:
            if spelling and spelling.casefold() in text.casefold():
                if len(spelling) < SHORTEST_SECRET:
                    return MASK
                text = re.sub(re.escape(spelling), MASK, text, flags=re.IGNORECASE)
    return text
