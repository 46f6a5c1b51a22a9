output "expressions" {
  description = "When each schedule calls, by its key."
  value       = { for key, schedule in aws_scheduler_schedule.schedules : key => schedule.schedule_expression }
}
