#!/bin/sh
# Runs the function that the command names, the dotted name of its handler.
set -eu

# On a person's own machine there is no Runtime API; AWS's base image brings an
# emulator of it.
if [ -z "${AWS_LAMBDA_RUNTIME_API:-}" ] && [ -x /usr/local/bin/aws-lambda-rie ]; then
  exec /usr/local/bin/aws-lambda-rie python3 -m awslambdaric "$@"
fi
exec python3 -m awslambdaric "$@"
