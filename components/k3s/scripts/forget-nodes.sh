#!/bin/sh
# Deletes the Nodes whose machines are gone, as a cloud controller would: k3s then removes a lost server from etcd, and Kubernetes gives
# the pods and volumes of a lost agent to others. A machine that merely does not answer, or is only being shut down, may still run pods
# and write to volumes; its Node stays.
set -eu

root=${ROOT:-}
# shellcheck source=/dev/null
. "$root/etc/dify-ha/settings"

kubectl() {
    "$root/usr/local/bin/k3s" kubectl "$@"
}

# Nodes are named after their instances.
silent=$(kubectl get nodes -o \
    'jsonpath={range .items[*]}{.metadata.name} {.status.conditions[?(@.type=="Ready")].status}{"\n"}{end}' |
    awk '/^i-/ && $2 != "True" { print $1 }')
[ -n "$silent" ] || exit 0

present=$(aws ec2 describe-instances --region "$REGION" \
    --filters "Name=instance-id,Values=$(echo "$silent" | paste -sd, -)" \
    'Name=instance-state-name,Values=pending,running,stopping,stopped,shutting-down' \
    --query 'Reservations[].Instances[].InstanceId' --output text)

for node in $silent; do
    echo "$present" | grep -qw -- "$node" || kubectl delete node "$node" --wait=false
done
