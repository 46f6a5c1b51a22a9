# Three checks of the home Region. Its endpoint; a switch, which people invert to
# declare it lost (for a drill, or because they know better); and both together,
# which DNS and the alarm follow. One check would not do: the home Region is fenced
# once this one has taken over, and an inverted check of a fenced endpoint is well.

locals {
  # By Region: the parts of https://host:port/path.
  endpoints = {
    for key, region in { home = var.home, standby = var.standby } : key => merge(
      regex("^(?P<scheme>https?)://(?P<host>[^/:]+)(?::(?P<port>[0-9]+))?(?P<path>/.*)?$", region.ready_url),
      { region = region.region },
    )
  }
}

resource "aws_route53_health_check" "endpoint" {
  for_each = local.endpoints

  type              = upper(each.value.scheme)
  fqdn              = each.value.host
  port              = coalesce(each.value.port, each.value.scheme == "https" ? 443 : 80)
  resource_path     = each.value.path
  enable_sni        = each.value.scheme == "https"
  request_interval  = var.health_check.interval_seconds
  failure_threshold = var.health_check.failure_threshold
  regions           = var.health_check.checker_regions

  tags = {
    Name = "${var.name}-${each.key}-endpoint"
  }
}

resource "aws_route53_health_check" "switch" {
  type = "CALCULATED"

  # A disabled check is always healthy, until somebody inverts it. A threshold of 0
  # would say the same to Route 53, and the provider does not send it.
  disabled = true

  child_health_threshold = 1
  child_healthchecks     = [aws_route53_health_check.endpoint["home"].id]

  tags = {
    Name = "${var.name}-home-switch"
  }
}

resource "aws_route53_health_check" "home" {
  type                   = "CALCULATED"
  child_health_threshold = 2
  child_healthchecks     = [aws_route53_health_check.endpoint["home"].id, aws_route53_health_check.switch.id]

  tags = {
    Name = "${var.name}-home"
  }
}

locals {
  # Where people begin a failover, nothing else is to send clients to a Region that
  # is small, and has not taken over: DNS follows the switch alone.
  followed_check_id = var.automatic ? aws_route53_health_check.home.id : aws_route53_health_check.switch.id
}

# "Evaluate target health" alone reacts only when API Gateway itself is down.
resource "aws_route53_record" "failover" {
  #checkov:skip=CKV2_AWS_23:What they point to are the caller's domain names of API Gateway, one in each Region.
  for_each = {
    PRIMARY   = { target = var.home.domain_target, health_check_id = local.followed_check_id }
    SECONDARY = { target = var.standby.domain_target, health_check_id = aws_route53_health_check.endpoint["standby"].id }
  }

  zone_id         = var.domain.zone_id
  name            = var.domain.name
  type            = "A"
  set_identifier  = lower(each.key)
  health_check_id = each.value.health_check_id

  failover_routing_policy {
    type = each.key
  }

  alias {
    name                   = each.value.target.name
    zone_id                = each.value.target.zone_id
    evaluate_target_health = true
  }
}
