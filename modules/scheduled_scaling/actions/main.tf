# The week as steps: at which minutes of which days capacity changes, and to what.
# Pure: no provider, no resources. tests/property/scheduled_scaling holds it
# against the windows themselves, minute by minute.

locals {
  weekdays = ["MON", "TUE", "WED", "THU", "FRI", "SAT", "SUN"]
  day      = 24 * 60
  week     = 7 * local.day

  windows = {
    for name, window in var.windows : name => {
      days = distinct(flatten([
        for part in split(",", window.days == "*" ? "MON-SUN" : window.days) : range(
          index(local.weekdays, split("-", part)[0]),
          index(local.weekdays, reverse(split("-", part))[0]) + 1,
        )
      ]))
      from = split(" ", window.from)[1] * 60 + split(" ", window.from)[0]
      to   = split(" ", window.to)[1] * 60 + split(" ", window.to)[0]
      min  = window.min
      max  = window.max
    }
  }

  # In minutes since Monday, 00:00. An end that is not after its beginning is on
  # the next day. Each span comes twice, once a week earlier: so one over the
  # end of the week is found at its beginning.
  spans = flatten([
    for window in local.windows : [
      for day in window.days : [
        for shift in [0, local.week] : {
          from = day * local.day + window.from - shift
          to   = day * local.day + window.to + (window.to > window.from ? 0 : local.day) - shift
          min  = window.min
          max  = window.max
        }
      ]
    ]
  ])

  # Minutes of a day at which anything may change.
  times = [
    for time in sort(distinct([
      for minute in concat([0], [for w in local.windows : w.from], [for w in local.windows : w.to]) :
      format("%04d", minute)
    ])) : tonumber(time)
  ]
  last = length(local.times) - 1

  # Of each day and time, what holds from then on, as "min-max".
  outside = "${var.outside.min}-${var.outside.max}"
  weekly = [
    for day in range(7) : [
      for time in local.times : [
        for holding in [[
          for span in local.spans : span
          if span.from <= day * local.day + time && day * local.day + time < span.to
        ]] :
        length(holding) == 0 ? local.outside : "${max([for span in holding : span.min]...)}-${max([for span in holding : span.max]...)}"
      ][0]
    ]
  ]

  boundaries = flatten([
    for day in range(7) : [
      for i, minute in local.times : {
        day    = day
        minute = minute
        time   = format("%02d%02d", floor(minute / 60), minute % 60)
        value  = local.weekly[day][i]
      }
      if local.weekly[day][i] != (i > 0 ? local.weekly[day][max(0, i - 1)] : local.weekly[(day + 6) % 7][local.last])
    ]
  ])
}
