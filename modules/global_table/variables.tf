variable "attributes" {
  description = "Type of each attribute that is a key of the table or of an index, by name: S (string), N (number) or B (binary). Other attributes need no declaration."
  type        = map(string)
  nullable    = false

  validation {
    condition     = alltrue([for type in values(var.attributes) : contains(["B", "N", "S"], type)])
    error_message = "The type of an attribute must be S, N or B: keys have no other."
  }
}

variable "deletion_protection" {
  description = "Whether AWS refuses to delete the table. Switch it off, and apply, before a destroy."
  type        = bool
  default     = true
  nullable    = false
}

variable "hash_key" {
  description = "Attribute that items are found and spread by."
  type        = string
  nullable    = false
}

variable "indexes" {
  description = <<-EOT
    Global secondary indexes, by name. An item without the index's keys is not in it.

    `hash_key`, `range_key`: attributes.
    `projection`: what an index holds beside the keys: ALL, KEYS_ONLY, or INCLUDE with `non_key_attributes`.
  EOT
  type = map(object({
    hash_key           = string
    non_key_attributes = optional(set(string))
    projection         = optional(string, "ALL")
    range_key          = optional(string)
  }))
  default  = {}
  nullable = false

  validation {
    condition     = length(var.indexes) <= 20
    error_message = "indexes must hold 20 at most: DynamoDB allows a table no more."
  }

  validation {
    condition     = alltrue([for index in values(var.indexes) : contains(["ALL", "INCLUDE", "KEYS_ONLY"], index.projection)])
    error_message = "The projection of an index must be ALL, INCLUDE or KEYS_ONLY."
  }

  validation {
    condition     = alltrue([for index in values(var.indexes) : (index.projection == "INCLUDE") == (index.non_key_attributes != null)])
    error_message = "An index names non_key_attributes if, and only if, its projection is INCLUDE."
  }
}

variable "kms_key_arn" {
  description = "Key that encrypts the table, in the table's Region."
  type        = string
  nullable    = false
}

variable "name" {
  description = "Name of the table, the same in every Region, for example \"inferway-staging-inferences\"."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-zA-Z0-9_.-]{3,255}$", var.name))
    error_message = "name must be 3 to 255 letters, digits, hyphens, underscores or dots."
  }
}

variable "range_key" {
  description = "Attribute that items of one hash key are ordered by; null for none."
  type        = string
  default     = null
}

variable "replicas" {
  description = <<-EOT
    Other Regions that hold the table, by name; none by default. Each replica is made in its Region, by table_replica, with a key, recovery, protection and tags of its own. What is written in one Region is written in all, about a second later; where two write the same item, the last one stays. A condition is decided by what its own Region holds: it is no lock across Regions.

    `alarm_topic_arns`: SNS topics, in the table's Region, that hear when the replica lags behind.
    `consistency`: eventual; there is no other with two Regions.
    `latency_seconds`: a change that takes longer than this to arrive, for five minutes, rings: 60.
  EOT
  type = map(object({
    alarm_topic_arns = set(string)
    consistency      = optional(string, "eventual")
    latency_seconds  = optional(number, 60)
  }))
  default  = {}
  nullable = false

  validation {
    condition     = alltrue([for region in keys(var.replicas) : can(regex("^[a-z]{2}(-[a-z]+)+-[0-9]$", region))])
    error_message = "replicas must be named by their Regions, for example \"eu-central-1\"."
  }

  validation {
    condition     = alltrue([for replica in values(var.replicas) : length(replica.alarm_topic_arns) > 0])
    error_message = "The alarm_topic_arns of a replica must name at least one topic: a replica that lags behind in silence is found out in a disaster."
  }

  validation {
    condition     = alltrue([for replica in values(var.replicas) : replica.consistency == "eventual"])
    error_message = "The consistency of a replica must be \"eventual\": strong consistency takes three Regions, is chosen when a table is made, and provider 5.100 cannot say it (docs/decisions/0017)."
  }

  validation {
    condition     = alltrue([for replica in values(var.replicas) : replica.latency_seconds >= 1])
    error_message = "latency_seconds must be 1 or more: a second is what replication takes when all is well."
  }
}

variable "ttl_attribute" {
  description = "Number attribute with the time, in seconds since 1970, after which DynamoDB deletes an item, within days; null for none."
  type        = string
  default     = null
}
