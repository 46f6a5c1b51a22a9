variable "anomalies" {
  description = <<-EOT
    What is told of unusual costs.

    `impact_usd`: an anomaly that costs at least so much: 20.
    `level`: whose subscribers hear of it; the lowest.
    `monitor_arn`: the account's monitor of AWS services, if it has one. An account can have one only, and AWS makes it for newer accounts ("Default-Services-Monitor"): `aws ce get-anomaly-monitors` tells. Without it, one is made.
  EOT
  type = object({
    impact_usd  = optional(number, 20)
    level       = optional(string)
    monitor_arn = optional(string)
  })
  default  = {}
  nullable = false

  validation {
    condition     = var.anomalies.impact_usd > 0
    error_message = "anomalies.impact_usd must be more than 0: of nothing nobody needs to hear."
  }

  validation {
    condition     = var.anomalies.level == null ? true : contains(keys(var.levels), var.anomalies.level)
    error_message = "anomalies.level must be one of levels: nobody else is told."
  }

  validation {
    condition     = var.anomalies.monitor_arn == null ? true : can(regex("^arn:aws[a-z-]*:ce::[0-9]{12}:anomalymonitor/[0-9a-f-]+$", var.anomalies.monitor_arn))
    error_message = "anomalies.monitor_arn must be the ARN of an anomaly monitor, arn:aws:ce::<account>:anomalymonitor/<id>."
  }
}

variable "budget" {
  description = <<-EOT
    The budget of a month.

    `amount_usd`: what the month may cost; the highest level's amount.
    `actual_percents`: tells when so much of it is spent: 80 and 100.
    `forecast_percents`: tells when AWS expects so much to be spent by the end of the month: 100. It takes about five weeks of history.
    `level`: whose subscribers hear of it; the lowest.
  EOT
  type = object({
    actual_percents   = optional(set(number), [80, 100])
    amount_usd        = optional(number)
    forecast_percents = optional(set(number), [100])
    level             = optional(string)
  })
  default  = {}
  nullable = false

  validation {
    condition     = var.budget.amount_usd == null ? true : var.budget.amount_usd > 0
    error_message = "budget.amount_usd must be more than 0: a month that may cost nothing is over its budget at once."
  }

  validation {
    condition     = alltrue([for percent in setunion(var.budget.actual_percents, var.budget.forecast_percents) : percent > 0])
    error_message = "Each of budget.actual_percents and budget.forecast_percents must be more than 0."
  }

  validation {
    condition     = contains(range(1, 11), length(var.budget.actual_percents) + length(var.budget.forecast_percents))
    error_message = "budget.actual_percents and budget.forecast_percents must have one entry at least, or nobody is told, and ten together at most: AWS takes no more."
  }

  validation {
    condition     = var.budget.level == null ? true : contains(keys(var.levels), var.budget.level)
    error_message = "budget.level must be one of levels: nobody else is told."
  }
}

variable "levels" {
  description = <<-EOT
    Levels of the bill, by name, each with its own subscribers. A level tells its own people, and nobody else, when the month's charges reach its amount.

    `amount_usd`: of the month so far. `warning` has 100, `critical` 200, `emergency` 500 where nothing else is said; another level must name its amount.
    `emails`: addresses; each must confirm the e-mail of AWS within two days.
    `urls`: HTTPS addresses that take SNS's messages and confirm the subscription themselves, such as those of pagers. They stand in the state and in plans.
    `chats`: ARNs of chat configurations (Amazon Q Developer in chat applications, formerly AWS Chatbot). Such a configuration lists the topics it passes on, and whoever owns it must list this level's: see the output `chat_topic_arns`. A level needs an e-mail or a URL as well.
  EOT
  type = map(object({
    amount_usd = optional(number)
    chats      = optional(set(string), [])
    emails     = optional(set(string), [])
    urls       = optional(set(string), [])
  }))
  nullable = false

  validation {
    condition     = length(var.levels) > 0 && alltrue([for name in keys(var.levels) : can(regex("^[a-z][a-z0-9-]{0,31}$", name))])
    error_message = "levels must have one entry at least; a level's name must be 1 to 32 lower-case letters, digits or hyphens, starting with a letter."
  }

  validation {
    condition     = alltrue([for name, level in var.levels : level.amount_usd != null || contains(["critical", "emergency", "warning"], name)])
    error_message = "A level of one's own must name its amount_usd: only warning, critical and emergency have one."
  }

  validation {
    condition     = alltrue([for level in values(var.levels) : level.amount_usd > 0 if level.amount_usd != null])
    error_message = "amount_usd must be more than 0 in every level: an alarm at 0 rings for ever, and nobody reads it any more."
  }

  validation {
    condition     = length(distinct([for name, level in var.levels : try(tostring(coalesce(level.amount_usd, lookup(local.known_amounts, name, null))), name)])) == length(var.levels)
    error_message = "Each level must have an amount_usd of its own: of two at the same amount, one says nothing new."
  }

  validation {
    condition = alltrue([
      for pair in [["warning", "critical"], ["critical", "emergency"], ["warning", "emergency"]] :
      try(coalesce(var.levels[pair[0]].amount_usd, local.known_amounts[pair[0]]) < coalesce(var.levels[pair[1]].amount_usd, local.known_amounts[pair[1]]), true)
    ])
    error_message = "The amounts must rise from warning to critical to emergency (100, 200 and 500 USD where nothing else is said)."
  }

  validation {
    condition     = alltrue([for level in values(var.levels) : length(level.emails) + length(level.urls) > 0])
    error_message = "Every level must have one of emails or urls at least: an alarm that tells nobody is none, and whether a chat lists the topic cannot be seen from here."
  }

  validation {
    condition     = alltrue(flatten([for level in values(var.levels) : [for address in level.emails : can(regex("^[^@\\s]+@[^@\\s.]+(\\.[^@\\s.]+)+$", address))]]))
    error_message = "Each of emails must be an e-mail address, such as finance@example.com."
  }

  validation {
    condition     = alltrue(flatten([for level in values(var.levels) : [for url in level.urls : can(regex("^https://[A-Za-z0-9-]+(\\.[A-Za-z0-9-]+)+(:[0-9]+)?(/\\S*)?$", url))]]))
    error_message = "Each of urls must be an HTTPS address, such as https://alerts.example.com/bill: what the month costs is not sent in the clear."
  }

  validation {
    condition     = alltrue(flatten([for level in values(var.levels) : [for chat in level.chats : can(regex("^arn:aws[a-z-]*:chatbot::[0-9]{12}:chat-configuration/(microsoft-teams-channel|slack-channel)/[A-Za-z0-9_-]+$", chat))]]))
    error_message = "Each of chats must be the ARN of a chat configuration, arn:aws:chatbot::<account>:chat-configuration/slack-channel/<name> or .../microsoft-teams-channel/<name>."
  }
}

variable "linked_accounts" {
  description = <<-EOT
    Accounts of the organisation whose charges are watched one by one, by their 12 digits; it takes the account that pays for them.

    `amount_usd`: of its month so far.
    `level`: whose subscribers hear of it; the lowest.
  EOT
  type = map(object({
    amount_usd = number
    level      = optional(string)
  }))
  default  = {}
  nullable = false

  validation {
    condition     = alltrue([for id in keys(var.linked_accounts) : can(regex("^[0-9]{12}$", id))])
    error_message = "linked_accounts must be named by their 12 digits."
  }

  validation {
    condition     = alltrue([for limit in values(var.linked_accounts) : limit.amount_usd > 0])
    error_message = "amount_usd must be more than 0 in each of linked_accounts."
  }

  validation {
    condition     = alltrue([for limit in values(var.linked_accounts) : limit.level == null ? true : contains(keys(var.levels), limit.level)])
    error_message = "level must be one of levels in each of linked_accounts: nobody else is told."
  }
}

variable "monitoring_account_ids" {
  description = "Accounts that may see this account's metrics and alarms of the bill, through the role that CloudWatch's console looks for (CloudWatch-CrossAccountSharingRole). Without any there is no role."
  type        = set(string)
  default     = []
  nullable    = false

  validation {
    condition     = alltrue([for id in var.monitoring_account_ids : can(regex("^[0-9]{12}$", id))])
    error_message = "monitoring_account_ids must be accounts' 12 digits."
  }
}

variable "name_prefix" {
  description = "Start of every name, for example \"inferway\"."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{1,30}$", var.name_prefix))
    error_message = "name_prefix must be 2 to 31 lower-case letters, digits or hyphens, starting with a letter."
  }
}

variable "services" {
  description = <<-EOT
    AWS services whose charges are watched one by one, by the name that CloudWatch has for them, such as AmazonSageMaker or AWSLambda (`aws cloudwatch list-metrics --namespace AWS/Billing --region us-east-1`).

    `amount_usd`: of the month so far.
    `level`: whose subscribers hear of it; the lowest.
  EOT
  type = map(object({
    amount_usd = number
    level      = optional(string)
  }))
  default  = {}
  nullable = false

  validation {
    condition     = alltrue([for name in keys(var.services) : can(regex("^A[A-Za-z0-9]+$", name))])
    error_message = "services must be named as CloudWatch names them, such as AmazonSageMaker: letters and digits, no blanks."
  }

  validation {
    condition     = alltrue([for limit in values(var.services) : limit.amount_usd > 0])
    error_message = "amount_usd must be more than 0 in each of services."
  }

  validation {
    condition     = alltrue([for limit in values(var.services) : limit.level == null ? true : contains(keys(var.levels), limit.level)])
    error_message = "level must be one of levels in each of services: nobody else is told."
  }
}
