# A holiday has no boundaries of its own but at its two midnights: there the days
# beside it may hold something else.

locals {
  midnights = toset(flatten([
    for date in var.holidays : [date, formatdate("YYYY-MM-DD", timeadd("${date}T00:00:00Z", "24h"))]
  ]))

  weekday_of = {
    for date in local.midnights : date => index(local.weekdays, upper(formatdate("EEE", "${date}T00:00:00Z")))
  }

  # What begins at these midnights, where something does.
  begins = {
    for date, weekday in local.weekday_of : date => contains(var.holidays, date) ? local.outside : local.weekly[weekday][0]
    if(contains(var.holidays, date) ? local.outside : local.weekly[weekday][0]) != (
      contains(var.holidays, formatdate("YYYY-MM-DD", timeadd("${date}T00:00:00Z", "-24h")))
      ? local.outside
      : local.weekly[(weekday + 6) % 7][local.last]
    )
  }
}
