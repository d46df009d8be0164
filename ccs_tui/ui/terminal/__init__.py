"""The room between Textual and the terminal: what goes out to it, and what comes in from it.

It knows nothing of the explorer, and imports nothing of the other packages of the ui.

- `abilities`: what a terminal can show: colours, and more than ASCII
- `after_refresh`: the calls put off until after a frame, which no closing dialog takes along
- `app`: the one base for an app, made of all that is here
- `app_layer`: the base of each layer that it is made of
- `background_question`: the background of the terminal, asked for and told
- `cells`: the cells that a terminal fills with a strip of text and styles
- `changed_cells`: the layer before the driver that sends only the cells which changed
- `changed_rows`: the compositor that renders only the rows which changed, and no covered screen
- `character_widths`: the cells that characters take, alone and beside others
- `driver`: Textual's driver for Unix, which nothing that a terminal sends or does can end
- `equal_lines`: a line that a widget has many times, which gets its styles once
- `external_editor`: the editor that the user's variables name, run in our terminal
- `frame`: the colours of the panels' frames, by what the app is connected to
- `garbage`: the collection of garbage, when the keys rest
- `harmless_filter`: the filter that lets no control character of a text through
- `input`: the bytes that a terminal sends, in any state, made keys, pastes and mouse reports
- `osc52`: the sequence that gives the terminal a text for its clipboard
- `output`: the text for a terminal, as UTF-8, until the terminal is gone
- `plain_lines`: the filters for what a terminal can't show
- `programs`: other programs, run beside the screen
- `signals`: the end by a signal, with the terminal left as it was found
- `surroundings`: what stands between us and the terminal that one sits at: tmux, screen, SSH
- `typed_ahead`: the keys that wait for each other

All that goes out passes `changed_cells.ChangedCellsDriver.write`, and all that comes in passes
`input.TerminalInput`.
"""
