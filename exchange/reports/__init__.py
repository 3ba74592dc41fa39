"""The exported task list that comes back: `reading` finds what its rows say, `judging` what would become of each."""
