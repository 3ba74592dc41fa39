"""A plan as a workbook: `sheets` (its columns, in both languages), `writing`, `reading` (as the nodes that
`priorities.imports` validates), `uploads` (looked at, then loaded) and `preview` (what a person sees of it)."""
