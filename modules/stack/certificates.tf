# Certificates for the one name, each in its Region, where none is given. ACM
# proves both by the same record.

locals {
  # Not by the zone, which may be made by the same apply: var.custom_domain is
  # held to have one where a certificate is left out.
  certificates_made = {
    home    = var.custom_domain != null && try(var.custom_domain.certificate_arn, null) == null
    standby = var.custom_domain != null && local.two_regions && try(var.custom_domain.standby_certificate_arn, null) == null
  }

  certificate_arns = {
    home    = local.certificates_made.home ? aws_acm_certificate_validation.home[0].certificate_arn : try(var.custom_domain.certificate_arn, null)
    standby = local.certificates_made.standby ? aws_acm_certificate_validation.standby[0].certificate_arn : try(var.custom_domain.standby_certificate_arn, null)
  }

  # One name has one proof, whichever certificate tells it.
  proof = try(
    tolist(aws_acm_certificate.home[0].domain_validation_options)[0],
    tolist(aws_acm_certificate.standby[0].domain_validation_options)[0],
    null,
  )
}

resource "aws_acm_certificate" "home" {
  count = local.certificates_made.home ? 1 : 0

  domain_name       = var.custom_domain.name
  validation_method = "DNS"

  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_acm_certificate" "standby" {
  provider = aws.standby
  count    = local.certificates_made.standby ? 1 : 0

  domain_name       = var.custom_domain.name
  validation_method = "DNS"

  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_route53_record" "proof" {
  count = local.certificates_made.home || local.certificates_made.standby ? 1 : 0

  zone_id = var.custom_domain.zone_id
  name    = local.proof.resource_record_name
  type    = local.proof.resource_record_type
  records = [local.proof.resource_record_value]
  ttl     = 300

  # A certificate of the name that was made elsewhere is proved by the same one.
  allow_overwrite = true
}

resource "aws_acm_certificate_validation" "home" {
  count = local.certificates_made.home ? 1 : 0

  certificate_arn         = aws_acm_certificate.home[0].arn
  validation_record_fqdns = [aws_route53_record.proof[0].fqdn]
}

resource "aws_acm_certificate_validation" "standby" {
  provider = aws.standby
  count    = local.certificates_made.standby ? 1 : 0

  certificate_arn         = aws_acm_certificate.standby[0].arn
  validation_record_fqdns = [aws_route53_record.proof[0].fqdn]
}
