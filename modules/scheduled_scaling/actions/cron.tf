# One cron expression cannot leave dates out, and two that fire at once have no
# order. So each step of the week is one expression for all years without an
# exception; one for the other months of a year with one; and one that names its
# days for each month with one. No two of them ever fire at the same time.

locals {
  # By time and value, "0900-1-4": on which weekdays, and the dates that differ.
  steps = {
    for key in distinct(concat(
      [for b in local.boundaries : "${b.time}-${b.value}"],
      [for value in values(local.begins) : "0000-${value}"],
      )) : key => {
      midnight = startswith(key, "0000-")
      value    = substr(key, 5, -1)
      days     = [for b in local.boundaries : b.day if "${b.time}-${b.value}" == key]
    }
  }

  exceptions = {
    for key, step in local.steps : key => {
      left_out = [
        for date in(step.midnight ? local.midnights : var.holidays) : date
        if contains(step.days, local.weekday_of[date]) && !(step.midnight && lookup(local.begins, date, "") == step.value)
      ]
      added = [
        for date, value in local.begins : date
        if step.midnight && value == step.value && !contains(step.days, local.weekday_of[date])
      ]
    }
  }

  months = { for key, e in local.exceptions : key => distinct([for date in sort(concat(e.left_out, e.added)) : substr(date, 0, 7)]) }
  years  = { for key, months in local.months : key => distinct([for month in months : tonumber(substr(month, 0, 4))]) }

  # All years but those: "1970-2025,2028-2199".
  other_years = {
    for key, years in local.years : key => length(years) == 0 ? "*" : join(",", [
      for i, first in concat([1970], [for year in years : year + 1]) :
      "${first}-${concat([for year in years : year - 1], [2199])[i]}"
      if first <= concat([for year in years : year - 1], [2199])[i]
    ])
  }

  # The fields of each expression: [day of month, month, weekday, year].
  always = {
    for key, step in local.steps : key => ["?", "*", local.weekdays_field[key], local.other_years[key]]
    if length(step.days) > 0
  }

  by_year = merge([
    for key, step in local.steps : {
      for year in local.years[key] : "${key}-${year}" => ["?", join(",", [
        for month in range(1, 13) : month if !contains(local.months[key], format("%d-%02d", year, month))
      ]), local.weekdays_field[key], tostring(year)] if length(step.days) > 0
    }
  ]...)

  by_month = merge([
    for key, step in local.steps : {
      for month in local.months[key] : "${key}-${month}" => [join(",", [
        for day in range(1, 32) : day
        if can(formatdate("D", format("%s-%02dT00:00:00Z", month, day))) && (
          contains(local.exceptions[key].added, format("%s-%02d", month, day)) || (
            try(contains(step.days, index(local.weekdays, upper(formatdate("EEE", format("%s-%02dT00:00:00Z", month, day))))), false)
            && !contains(local.exceptions[key].left_out, format("%s-%02d", month, day))
          )
        )
      ]), tostring(tonumber(substr(month, 5, 2))), "?", substr(month, 0, 4)]
    }
  ]...)

  weekdays_field = {
    for key, step in local.steps : key => lookup(
      { "MON,TUE,WED,THU,FRI" = "MON-FRI", "MON,TUE,WED,THU,FRI,SAT,SUN" = "*" },
      join(",", [for day in step.days : local.weekdays[day]]),
      join(",", [for day in step.days : local.weekdays[day]]),
    )
  }
}
