locals {
  subscribers = merge([
    for name, level in var.levels : merge(
      { for address in level.emails : "${name} ${address}" => { level = name, protocol = "email", endpoint = address } },
      { for url in level.urls : "${name} ${url}" => { level = name, protocol = "https", endpoint = url } },
    )
  ]...)

  # By chat: the topics that its configuration must list.
  chats = toset(flatten([for level in values(var.levels) : level.chats]))

  chat_topics = {
    for chat in local.chats :
    chat => [for name in local.levels : aws_sns_topic.level[name].arn if contains(var.levels[name].chats, chat)]
  }
}

resource "aws_sns_topic_subscription" "subscriber" {
  for_each = local.subscribers

  topic_arn = aws_sns_topic.level[each.value.level].arn
  protocol  = each.value.protocol
  endpoint  = each.value.endpoint
}

# Warns, and does not fail the apply: an unconfirmed address is somebody's
# omission, and everything else is right without it.
check "every_level_reaches_people" {
  assert {
    condition     = alltrue([for each in values(aws_sns_topic_subscription.subscriber) : !each.pending_confirmation])
    error_message = "These have not confirmed what AWS sent them, hear nothing of the bill until they do, and are forgotten after two days: ${join(", ", [for key, each in aws_sns_topic_subscription.subscriber : key if each.pending_confirmation])}. After that, apply again."
  }
}
