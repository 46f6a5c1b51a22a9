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

variable "ttl_attribute" {
  description = "Number attribute with the time, in seconds since 1970, after which DynamoDB deletes an item, within days; null for none."
  type        = string
  default     = null
}
