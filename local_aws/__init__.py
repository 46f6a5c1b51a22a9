"""The embedded AWS: moto, with what it lacks, and the strictness of AWS."""
