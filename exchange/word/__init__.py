"""Word documents: the summary of a closed round that the office signs, and a sheet for each leader in charge.

The templates are .docx files with Jinja tags (docxtpl). Those built in lie in `templates/`, made by
`scripts/word_templates.py`; the office may put its own in their place.
"""
