"""A register of events that arrives as a spreadsheet: `reading` finds its rows, `judging` what would become of each."""
