"""A package, that what its conftest.py sets up once ends with the folder."""
