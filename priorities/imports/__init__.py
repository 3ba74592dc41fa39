"""Reading a plan from a YAML file: `lines` (text with line numbers), `document` (the things in it), `merge` (what the
file asks for against what a page has edited since), `loading` (writing it, recorded)."""
