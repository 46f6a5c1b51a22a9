# The zone of the name that clients call is the company's: it is looked up, and of its
# records the product makes its own.

data "aws_route53_zone" "of_domain" {
  count = local.zone_name == null ? 0 : 1

  name = local.zone_name
}

locals {
  custom_domain = local.domain_name == null ? null : {
    name    = local.domain_name
    zone_id = one(data.aws_route53_zone.of_domain[*].zone_id)
  }
}
