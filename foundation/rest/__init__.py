"""What every resource of the API shares, whatever it shows: strict parameters and bodies, lists, ETags."""
