"""The calls by their paths."""

from collections import defaultdict
from collections.abc import Collection, Mapping

from ccs_tui.emulator.refusal import CallRefusedError
from ccs_tui.model.wire import Route


class Router:
    """Finds a call among `routes`; of two that fit, the earlier literal wins [OURS]."""

    def __init__(self, routes: Collection[Route]) -> None:
        self._routes = sorted(routes, key=lambda r: [part.startswith("{") for part in r.segments])
        self._by_shape: defaultdict[tuple[str, int], list[Route]] = defaultdict(list)
        for route in self._routes:
            self._by_shape[route.method, len(route.segments)].append(route)

    def find(self, method: str, raw_path: bytes) -> tuple[Route, Mapping[str, str]]:
        """Return the call, and the decoded names in its path.

        The path is matched as it came, still encoded. Refuses a path of no call with 404, a path
        that takes other methods with 405, and names that are not UTF-8 with 400.
        """
        try:
            path = raw_path.decode()
            for route in self._by_shape.get((method, path.count("/")), ()):
                if (names := route.match(path)) is not None:
                    return route, names
            others = [route for route in self._routes if route.match(path) is not None]
        except UnicodeDecodeError:
            raise CallRefusedError(400, "A name in the path is not UTF-8.") from None
        if not others:
            raise CallRefusedError(404, "There is no such call.")
        methods = {r.method for r in others if r.template == others[0].template}
        takes = ", ".join(sorted(methods | ({"HEAD"} if "GET" in methods else set())))
        raise CallRefusedError(405, f"This path takes {takes}.", {"Allow": takes})
