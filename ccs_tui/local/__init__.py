"""The files of this tool on this machine: settings, drafts, the journal, exports.

- `appearance`: the theme and the borders, as the user left them
- `columns`: strings and instants in the form of the state file's columns
- `database`: transactions on the state file, and the errors that break them
- `drafts`: the edits that were typed and not saved
- `edited_files`: the files that an editor of the user's own has open
- `environment`: the connection that the environment's variables describe
- `export`: files of documents, from which a deleted namespace can be written again
- `folder_lock`: the lock of a folder, which one process at a time has
- `journal`: the record of every write
- `journal_entry`: an entry of the journal, with the values before the write
- `log_file`: the file of the log
- `opened_namespaces`: the namespaces that were opened by name
- `short_lived_files`: files for another program, private and removed again
- `paths`: the folders of all these files
- `profile_settings`: a profile in the settings, and where its secrets come from
- `rescue`: the drafts that can still be read in a damaged file
- `retention`: the deletion of old rows
- `secret_command`: a command that prints a secret
- `secret_variables`: the variables that have secrets, kept from the programs that are started
- `settings`: the profiles and wishes of `settings.toml`
- `settings_checks`: the checks of single settings
- `settings_places`: the lines and columns of the settings in their file
- `settings_problems`: the problems of `settings.toml` in sentences
- `slots`: a name for each running explorer, and whether it still runs
- `state`: the drafts and the journal, together in one SQLite file
- `state_file`, `state_tables`: that file, made, checked and kept aside; its tables
"""
