"""Writes of the workbooks and documents."""
