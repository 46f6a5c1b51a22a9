"""A package: what is set up in its scope ends with the folder."""
