"""Judges what AWS said; nothing here knows how it is asked."""
