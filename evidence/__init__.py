"""Files that prove what is said: on a report or an event, kept privately."""
