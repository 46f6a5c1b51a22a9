# Errors that the gateway finds before a function is called, in the same form as
# the functions' own: {"error": {"code", "message", "request_id"}}. The messages
# are ours, so that nothing of the inside shows.

locals {
  gateway_responses = {
    ACCESS_DENIED = {
      status = 403, code = "forbidden", message = "This request is not allowed."
    }
    API_CONFIGURATION_ERROR = {
      status = 500, code = "internal_error", message = "The service failed. Send the request again."
    }
    BAD_REQUEST_BODY = {
      status = 400, code = "invalid_json", message = "The body is not JSON that holds instances: send a list with at least one, an object or a string."
    }
    DEFAULT_4XX = {
      status = null, code = "bad_request", message = "This request cannot be answered."
    }
    DEFAULT_5XX = {
      status = null, code = "internal_error", message = "The service failed. Send the request again."
    }
    EXPIRED_TOKEN = {
      status = 403, code = "forbidden", message = "The signature of this request has expired; send an API key in the header x-api-key, and no signature."
    }
    INTEGRATION_FAILURE = {
      status = 500, code = "internal_error", message = "The service failed. Send the request again."
    }
    INTEGRATION_TIMEOUT = {
      status = 504, code = "gateway_timeout", message = "The answer took too long. Send fewer instances at once."
    }
    INVALID_API_KEY = {
      status = 403, code = "forbidden", message = "Send a valid API key in the header x-api-key."
    }
    INVALID_SIGNATURE = {
      status = 403, code = "forbidden", message = "Send an API key in the header x-api-key, and no signature."
    }
    # What AWS says of a path that does not exist, as if it were a secret.
    MISSING_AUTHENTICATION_TOKEN = {
      status = 404, code = "not_found", message = "There is nothing at this path."
    }
    QUOTA_EXCEEDED = {
      status = 429, code = "throttled", message = "The quota of this API key is used up."
    }
    REQUEST_TOO_LARGE = {
      status = 413, code = "payload_too_large", message = "The body is too large. Send fewer instances at once."
    }
    RESOURCE_NOT_FOUND = {
      status = 404, code = "not_found", message = "There is nothing at this path."
    }
    THROTTLED = {
      status = 429, code = "throttled", message = "Too many requests. Send them more slowly."
    }
    UNSUPPORTED_MEDIA_TYPE = {
      status = 415, code = "unsupported_media_type", message = "Send application/json."
    }
    WAF_FILTERED = {
      status = 403, code = "forbidden", message = "This request is not allowed."
    }
  }
}

resource "aws_api_gateway_gateway_response" "error" {
  for_each = local.gateway_responses

  rest_api_id   = aws_api_gateway_rest_api.gateway.id
  response_type = each.key
  status_code   = each.value.status

  response_templates = {
    "application/json" = jsonencode({
      error = {
        code       = each.value.code
        message    = each.value.message
        request_id = "$context.requestId"
      }
    })
  }
}
