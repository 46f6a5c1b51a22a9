"""The least that a function can be."""

import json


def handle(event, context):
    body = event["body"] or json.dumps(event["pathParameters"])
    return {"statusCode": 200, "headers": {}, "body": body}
