"""The wishes for timelines, by profile and account: muted paths, and pinned expectations."""

from contextlib import suppress
from pathlib import Path

from ccs_tui.local.kept_texts import KeptTexts
from ccs_tui.model.json_text import canonical, decode, encode
from ccs_tui.model.names import DocumentKey
from ccs_tui.model.timeline.muted_paths import Muted


class TimelineWishes:
    """The wishes in a file, in memory if `path` is None. Its methods block, and never raise."""

    def __init__(self, path: Path | None = None) -> None:
        self._texts = KeptTexts(path)

    def muted(self, profile: str, account: str) -> Muted:
        """Return the paths that are muted with a profile and account."""
        paths: set[tuple[str | int, ...]] = set()
        for text in self._texts.of("muted", profile, account):
            with suppress(ValueError):
                path = decode(canonical(text))
                if isinstance(path, list) and path and all(type(k) in (str, int) for k in path):
                    paths.add(tuple(path))
        return Muted(frozenset(paths))

    def mute(self, profile: str, account: str, muted: Muted) -> None:
        """Keep the paths that are muted with a profile and account."""
        texts = sorted(encode(list(path)) for path in muted.paths)
        self._texts.keep([str(text) for text in texts], "muted", profile, account)

    def expectations(self, profile: str, key: DocumentKey) -> list[str]:
        """Return the expectations that are pinned to a document, in that order."""
        return self._texts.of("expected", profile, key.account, key.namespace, key.session)

    def expect(self, profile: str, key: DocumentKey, expectations: list[str]) -> None:
        """Keep the expectations that are pinned to a document."""
        place = profile, key.account, key.namespace, key.session
        self._texts.keep(expectations, "expected", *place)
