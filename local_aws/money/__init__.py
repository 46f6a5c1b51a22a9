"""What the account is said to cost: charges, budgets, anomalies."""
