"""What AWS copies from Region to Region: tables, objects and images."""
