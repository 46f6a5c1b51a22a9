"""The least that a function can be."""


def handle(event, context):
    return {"statusCode": 200, "headers": {}, "body": event["body"]}
