"""The pages of files that leave and come back."""
