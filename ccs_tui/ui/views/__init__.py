"""The views that a command opens over the explorer; each answers what is to be done next.

- `bulk`: an operation on many documents, under way
- `bulk_report`: its report
- `compared_values`: values beside those that they were, and two documents side by side
- `conversation`: what all namespaces have under a set of ids
- `conversation_cells`: its cells, and the lines over and below its list
- `conversation_keys`: its keys
- `document_acts`: commands on one document of a view, or on those that are marked there
- `drafts`: the drafts on this machine
- `expiries`: the TTL view
- `expiries_keys`: the keys of the TTL view
- `expiry_histogram`: the bar of when things expire
- `file_timeline`: the timeline of a recording in a file
- `journal`: every write of this tool
- `journal_entries`: the list of those writes
- `journal_lines`: an entry of the journal in detail
- `progress`: something that takes long, with its progress
- `recordings`: the list of recordings
- `request_log`: the last requests
- `search`: a search of a namespace, and its hits as they come
- `search_hits`: the list of what a search found
- `sent_request`: one of the requests, with its headers and bodies
- `step_comparison`: steps beside each other
- `step_tree`: the document as it was at a step
- `summary`: the sizes of a namespace's documents, and the schema that bots write
- `timeline`: the steps of a document, and the document at each
- `timeline_keys`: its keys
- `timeline_steps`, `timeline_words`: the list of the steps, and its words
"""
