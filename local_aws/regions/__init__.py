"""Regions that tests cut off: everything in them fails or hangs until they are back."""
