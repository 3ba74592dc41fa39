"""The registers beside the events, as their pages show them: what is asked, found and said of each."""
