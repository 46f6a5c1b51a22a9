"""Who may do what: policies evaluated as IAM evaluates them."""
