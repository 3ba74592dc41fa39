"""Workbooks and CSV, read with suspicion and written with care; no word of the field."""
