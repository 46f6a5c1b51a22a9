variable "holidays" {
  description = "Dates, `2026-12-25`, that count as outside of every window."
  type        = set(string)
  nullable    = false
}

variable "outside" {
  description = "Capacity outside of every window."
  type        = object({ min = number, max = number })
  nullable    = false
}

variable "windows" {
  description = "By name: the days on which a window begins, from when to when (minute and hour, as in cron), and the capacity in it."
  type = map(object({
    days = string
    from = string
    to   = string
    min  = number
    max  = number
  }))
  nullable = false
}
