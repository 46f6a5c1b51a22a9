"""Train, evaluate, package, publish and promote models."""
