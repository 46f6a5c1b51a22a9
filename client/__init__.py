"""Asks a deployed API, in whichever of its Regions is well."""
