"""API keys of one value in two Regions.

Terraform makes keys in the home Region alone. Their values go from there to the
standby Region in memory: they are in no plan, state, argument, file, log or error.
"""
