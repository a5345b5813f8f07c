"""The `fieldmonitor` command: parse, call a use-case, print, exit code."""
