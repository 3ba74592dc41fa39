"""What pages of the apps below show of this one."""
