# What an endpoint is called. A module of its own, so that the name is known to
# whoever adopts an endpoint, without all that the endpoint depends on.

# SageMaker makes no endpoint with instances serverless, and keeps none that
# scales when its instance type changes. So both are in the name: such a change
# makes another endpoint, and the old one goes when the new one serves.
locals {
  name = join("-", compact([
    var.name,
    var.kind == "provisioned" ? "" : var.kind,
    var.instance_type == null ? "" : replace(var.instance_type, ".", "-"),
  ]))
}
