"""API Gateway's data plane: what execute-api answers for deployed REST APIs."""
