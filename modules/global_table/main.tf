data "aws_region" "current" {}

locals {
  # Every attribute that is a key of something; DynamoDB wants exactly these.
  keys = toset(compact(concat(
    [var.hash_key, var.range_key],
    flatten([for index in values(var.indexes) : [index.hash_key, index.range_key]]),
  )))
}

resource "aws_dynamodb_table" "global" {
  name         = var.name
  billing_mode = "PAY_PER_REQUEST"
  hash_key     = var.hash_key
  range_key    = var.range_key

  deletion_protection_enabled = var.deletion_protection

  # A replica in another Region is fed by it, and wants both images. It is there
  # from the start, so that the first replica changes nothing here.
  stream_enabled   = true
  stream_view_type = "NEW_AND_OLD_IMAGES"

  dynamic "attribute" {
    for_each = local.keys

    content {
      name = attribute.value
      type = var.attributes[attribute.value]
    }
  }

  dynamic "global_secondary_index" {
    for_each = var.indexes
    iterator = index

    content {
      name               = index.key
      hash_key           = index.value.hash_key
      range_key          = index.value.range_key
      projection_type    = index.value.projection
      non_key_attributes = index.value.non_key_attributes
    }
  }

  dynamic "ttl" {
    for_each = var.ttl_attribute[*]

    content {
      attribute_name = ttl.value
      enabled        = true
    }
  }

  point_in_time_recovery {
    enabled = true
  }

  server_side_encryption {
    enabled     = true
    kms_key_arn = var.kms_key_arn
  }

  lifecycle {
    # Replicas are table_replica's: the two ways to say so must not be mixed.
    ignore_changes = [replica]

    precondition {
      condition     = !contains(keys(var.replicas), data.aws_region.current.id)
      error_message = "replicas must not name ${data.aws_region.current.id}, where the table is."
    }

    precondition {
      condition     = local.keys == toset(keys(var.attributes))
      error_message = "attributes must hold the type of each key and of nothing else: ${join(", ", setsubtract(local.keys, keys(var.attributes)))} lack one, ${join(", ", setsubtract(keys(var.attributes), local.keys))} are no keys. Other attributes need no declaration."
    }
  }
}
