"""SNS: who is subscribed, what services may publish, and what reaches people."""
