"""The pages of what leaves and comes back."""
