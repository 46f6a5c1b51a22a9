"""What lies in a model store, and how to read it without trusting it.

Packaging writes this format, publishing and promoting move it, the prediction
front reads it: one package, so that they cannot disagree. Standard library
alone.
"""
