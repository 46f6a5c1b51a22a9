"""SageMaker's data plane: containers behind endpoints and transform jobs."""
