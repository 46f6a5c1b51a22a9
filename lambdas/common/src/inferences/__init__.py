"""Inferences that were accepted: their records, documents, queue and workflow.

The routing and the batch functions work on the same records: one package, so that
they cannot disagree. Needs botocore alone.
"""
