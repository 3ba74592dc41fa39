"""Pages of the workbooks and documents."""
