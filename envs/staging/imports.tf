# An endpoint that was stopped, forgotten by an apply, and started again with
# `inferway start`, is there and not in the state: it is adopted. Of one that is
# in the state this does nothing.
import {
  for_each = module.stack.endpoints_found

  to = module.stack.module.region.module.endpoint[each.key].aws_sagemaker_endpoint.endpoint[0]
  id = each.value
}

# The same of the Region that takes over.
import {
  for_each = module.stack.standby_endpoints_found

  to = module.stack.module.standby[0].module.endpoint[each.key].aws_sagemaker_endpoint.endpoint[0]
  id = each.value
}
