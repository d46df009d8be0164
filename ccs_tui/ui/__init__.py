"""The explorer on the screen; the only package that imports textual.

- `app`: the application: themes, palette, help
- `background_work`: work in the background, whose bugs are told
- `bugs`: the sentence for a bug of our own
- `clipboard`: the way of a text to the clipboard
- `commands`: what one key does, a module each
- `copying_app`: an application that copies
- `dialogs`: small modal questions, each with a typed answer
- `early_exit`: screens that are left before they are there
- `event_loop`: the event loop that the explorer runs in
- `explorer`: the explorer in this terminal, from its first frame to its end
- `keymap`: keys of the user's own: a preset, and single keys
- `keymap_loader`: the keys that the user chose in the settings
- `keys`: the keys that work at a place, from the bindings
- `later_styles`: the styles that the first frame does without
- `messages`: one message at a time, each to be found again
- `quick_message`: the decorator of messages with fields
- `screens`: the screens, foremost the explorer
- `shown_message`: a message that was shown
- `start`: what the explorer opens at its start
- `terminal`: the room between Textual and the terminal
- `terminal_findings`: what the doctor finds of the terminal and the clipboard
- `text`: data shown truthfully: control characters are made visible
- `themes`: the themes, one TOML file each
- `thread_pool`: the threads for what would block the loop
- `views`: the views that a command opens over the explorer
- `widgets`: widgets: given values, posting messages
"""
