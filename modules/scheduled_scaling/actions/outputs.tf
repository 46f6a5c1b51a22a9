output "actions" {
  description = "By time, capacity and, around holidays, year or month: when an action fires, and what it sets."
  value = {
    for key, fields in merge(local.always, local.by_year, local.by_month) : key => {
      schedule = format(
        "cron(%d %d %s)",
        tonumber(substr(key, 2, 2)),
        tonumber(substr(key, 0, 2)),
        join(" ", fields),
      )
      min = tonumber(split("-", key)[1])
      max = tonumber(split("-", key)[2])
    } if !contains(fields, "")
  }
}

output "changes" {
  description = "Minutes since Monday, 00:00, at which an action may fire."
  value = distinct(concat(
    [for b in local.boundaries : b.day * local.day + b.minute],
    [for date in keys(local.begins) : local.weekday_of[date] * local.day],
  ))
}
