"""The product on a laptop, from training to an answered request."""
