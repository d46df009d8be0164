"""The explorer: namespaces, sessions and a document, side by side.

- `awaited_command`: the command that is taken while the workspace opens
- `connection_display`: the connection in the frame: what answers, and whether writes may leave
- `desk_in_panels`: the desk shown in the panels, each of its events where it belongs
- `document_cursor`: the document's panel as the commands know it
- `due_keys`: the keys that are due where the focus is, for the line of keys
- `explorer_port`: what the commands ask of the screen, and what the desk says in words
- `in_front`: the screen in front, and the place where one asked for something
- `keys`: the keys of the screen beside those of the commands
- `lists`: the two lists, and the reads of what is under their cursors
- `message_end`: the end of a message, with the next command or a change
- `offered_keys`: the keys that are offered where the focus is
- `panel_focus`: the focus among the panels, and where keys bring it
- `panel_sizes`: the sizes of the panels, at each width and as they were put
- `panel_space`: the space of the panels, in which borders are moved
- `panels`: the panels, and what is selected in them
- `screen`: the screen: lays out the panels, and turns keys into commands
"""
