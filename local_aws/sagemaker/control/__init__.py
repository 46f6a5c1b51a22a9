"""SageMaker's control plane: endpoints, their states, and what they deploy."""
