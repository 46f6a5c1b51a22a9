output "name" {
  description = "The role's name, 64 characters at most: a name that is too long is cut, and told apart by eight digits of its hash."
  value       = "${length(var.name) <= local.room ? var.name : local.short}-${var.region}"
}
