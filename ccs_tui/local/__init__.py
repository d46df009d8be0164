"""What stays on this machine: settings, and what this tool keeps so that no edit is lost.

`environment` is the connection in the environment's variables · `paths` where files lie · `state`
the drafts and the journal in one SQLite file: `state_file` makes and checks it, `database` has
transactions and errors, `columns` what is stored how, `aging` deletes what is old; `drafts` has
what was typed and not saved, by the `slots` of those that run or ran, `journal` every write, as
`entries` with the values before it · `opened_namespaces` the namespaces that were opened by name ·
`export` files of documents, from which a deleted namespace can be written again.
"""
