"""State machines that really run: moto's parser, by the local clock and the role."""
