#!/bin/sh
# One image, two fronts: SageMaker runs it with the argument `serve`, Lambda with
# CMD, the dotted name of the handler.
set -eu

if [ "${1:-}" = serve ]; then
  exec python3 -m prediction.sagemaker_front
fi

# On a person's own machine there is no Runtime API; AWS's base image brings an
# emulator of it.
if [ -z "${AWS_LAMBDA_RUNTIME_API:-}" ] && [ -x /usr/local/bin/aws-lambda-rie ]; then
  exec /usr/local/bin/aws-lambda-rie python3 -m awslambdaric "$@"
fi
exec python3 -m awslambdaric "$@"
