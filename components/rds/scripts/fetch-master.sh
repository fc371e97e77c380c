#!/bin/sh
# Writes the master user's secret (JSON) to $MASTER_FILE, which only this pod's user can read.
#
# MASTER_SECRET_ARN  secret in AWS Secrets Manager, in the region that is part of its ARN
# MASTER_FILE        file to write
set -eu
umask 077

region=${MASTER_SECRET_ARN#arn:*:secretsmanager:}
region=${region%%:*}

# The pod's identity may be younger than the pod: its rights take some seconds to arrive everywhere.
export AWS_RETRY_MODE=standard AWS_MAX_ATTEMPTS=5

if ! aws secretsmanager get-secret-value --region "$region" --secret-id "$MASTER_SECRET_ARN" \
    --query SecretString --output text >"$MASTER_FILE"; then
    echo "bootstrap: cannot read the master user's secret $MASTER_SECRET_ARN" >&2
    exit 1
fi
