locals {
  # ml.<letters><generation><what is special>.<size>
  instance_family = try(regex("^ml\\.(?P<letters>[a-z]+)(?P<generation>[0-9]+)(?P<special>[a-z0-9-]*)\\.", var.instances.type), null)

  # Disks inside the machine encrypt themselves, and SageMaker refuses a key
  # beside them. A "d" says that there are some; these families have them
  # without it.
  local_disks = try(
    strcontains(local.instance_family.special, "d") || contains(
      ["dl1", "g5", "g6", "g7", "p5", "p6", "trn1", "trn2"],
      "${local.instance_family.letters}${local.instance_family.generation}",
    ),
    false,
  )

  # What is serverless has no volume that lasts.
  volume_key_arn = local.serverless || local.local_disks ? null : var.kms_key_arn

  # With a deployment the endpoint has this many again, whatever it was scaled
  # to: the provider never asks SageMaker to retain the number.
  initial_count = try(coalesce(var.instances.initial, max(1, var.instances.min)), null)

  deployment = local.serverless ? null : {
    strategy        = try(var.deployment.strategy, "all_at_once")
    step_percent    = try(var.deployment.step_percent, null)
    wait_seconds    = try(var.deployment.wait_seconds, 0)
    bake_seconds    = try(var.deployment.bake_seconds, 300)
    timeout_seconds = try(var.deployment.timeout_seconds, 3600)
  }
}
