output "copy_region" {
  description = "Region of the vault with the copies."
  value       = local.copy_region
}

output "plan_id" {
  description = "ID of the backup plan."
  value       = aws_backup_plan.tables.id
}

output "plan_name" {
  description = "Name of the backup plan."
  value       = aws_backup_plan.tables.name
}

output "role_arns" {
  description = "Roles that AWS Backup takes: `backup` for backups and copies, `restore` for restores in the copies' Region."
  value = {
    backup  = aws_iam_role.backup.arn
    restore = aws_iam_role.restore.arn
  }
}

output "vaults" {
  description = "Vaults: `home` beside the tables, `copy` in the other Region; the `name`, `arn`, `region` and `kms_key_arn` of each."
  value = {
    for vault, it in { home = aws_backup_vault.home, copy = aws_backup_vault.copy } : vault => {
      arn                   = it.arn
      kms_key_arn           = it.kms_key_arn
      name                  = it.name
      region                = split(":", it.arn)[3]
    }
  }

  # Named for who backs up and restores, which takes the roles' policies.
  depends_on = [aws_backup_selection.tables, aws_iam_role_policy.restore]
}
