# Who hears of a failover, in the Region that is there to tell.

module "topic" {
  source = "../alerts_topic"

  name   = var.name
  emails = var.emails
  key    = { arn = var.kms_key_arn }
}

moved {
  from = aws_sns_topic.failover
  to   = module.topic.aws_sns_topic.alerts
}

moved {
  from = aws_sns_topic_policy.failover
  to   = module.topic.aws_sns_topic_policy.alerts
}

moved {
  from = aws_sns_topic_subscription.email
  to   = module.topic.aws_sns_topic_subscription.email
}
