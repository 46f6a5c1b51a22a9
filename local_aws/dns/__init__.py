"""Route 53's data plane: health checks that poll, and what resolvers are told."""
