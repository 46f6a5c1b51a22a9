"""The game day: a failover and a failback, watched and measured; knows no AWS."""
