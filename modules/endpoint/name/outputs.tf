output "name" {
  description = "Name of the endpoint."
  value       = local.name
}
