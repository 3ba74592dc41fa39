"""Plan editing, the planning office's pages: one module per kind of thing."""
