# Roles are the account's, in all Regions: two Regions that hold the same things
# would make the same roles. So a role's name ends with its Region.

locals {
  # IAM allows 64 characters, and what is put in place of the rest takes 9.
  room  = 64 - 1 - length(var.region)
  short = "${trimsuffix(substr(var.name, 0, local.room - 9), "-")}-${substr(sha256(var.name), 0, 8)}"
}
