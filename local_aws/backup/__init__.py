"""AWS Backup: vaults, plans, and jobs that back tables up, copy and restore them.

Of all that AWS Backup protects this knows DynamoDB's tables, with the advanced
features that copies to another Region take. moto has vaults and plans without jobs;
here all of it is one, so every call of AWS Backup is answered here.
"""
