"""What leaves for other programs and comes back: workbooks, CSV, Word."""
