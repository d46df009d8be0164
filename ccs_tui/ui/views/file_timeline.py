"""The timeline of a recording in a file: its first line names no connection, since it has none."""

from ccs_tui.ui.keys import look_of
from ccs_tui.ui.views.timeline import TimelineScreen
from ccs_tui.ui.widgets.title_bar import TitleBar


class FileTimelineScreen(TimelineScreen):
    """Shows a timeline that came from a file, and says so."""

    def on_mount(self) -> None:
        key = self.timeline.key
        heading = self.query_one(TitleBar).heading
        heading.show_file(f"recording of {key.namespace}", key.account)

    def action_leave(self) -> None:
        """Take the filter away, or end the program, which shows nothing else."""
        if not self._steps.clear_filter():
            self.app.exit()

    def why_idle(self, key: str) -> str | None:
        """Say that a key of a recording on this machine has no use in a file; None for others."""
        for binding in self._bindings.key_to_bindings.get(key, ()):
            name, _, act = binding.action.rstrip("')").partition("('")
            if name == "act" and act not in self.acts:
                shown = look_of(binding, self, self.app)
                does_nothing = f"{shown} ({binding.description}) does nothing here"
                return f"{does_nothing}: this is a file, only to be read."
        return None
