#!/bin/sh
# Makes this machine a server or an agent of the k3s cluster. systemd starts it at every boot and again 15 s after it failed, so a run
# stops at whatever is not there yet (the secret, the API) instead of waiting for it. What an earlier run did is left as it is.
set -eu
umask 077

# Everything is below this folder: / on a machine, another one in trials.
root=${ROOT:-}
# shellcheck source=/dev/null
. "$root/etc/dify-ha/settings"

secrets=$root/etc/dify-ha/secrets
config=$root/etc/rancher/k3s
node=$config/config.yaml.d/node.yaml
binary=$root/usr/local/bin/k3s
metadata=http://169.254.169.254/latest

# On the disk that everything ends up on: what is complete is renamed into its place, so that no crash leaves half a file there.
mkdir -p "$root/var/lib/dify-ha"
work=$(mktemp -d "$root/var/lib/dify-ha/XXXXXX")
trap 'rm -rf "$work"' EXIT

fail() {
    echo "$*" >&2
    exit 1
}

read_metadata() {
    session=$(curl -fsS -X PUT -H 'X-aws-ec2-metadata-token-ttl-seconds: 60' "$metadata/api/token")
    instance=$(describe instance-id)
    type=$(describe instance-type)
    zone=$(describe placement/availability-zone)
}

describe() {
    curl -fsS -H "X-aws-ec2-metadata-token: $session" "$metadata/meta-data/$1"
}

# The secret is a JSON object: file names and their contents.
place_secrets() {
    [ -f "$secrets/token" ] && return
    aws secretsmanager get-secret-value --region "$REGION" --secret-id "$SECRET" \
        --query SecretString --output text >"$work/secret" || fail "The secret $SECRET cannot be read yet."
    python3 - "$work/secret" "$work/secrets" <<'PYTHON'
import json, os, sys
source, folder = sys.argv[1:]
with open(source) as file:
    contents = json.load(file)
for name, text in contents.items():
    path = os.path.join(folder, name)
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w") as file:
        file.write(text)
PYTHON
    rm -rf "$secrets"
    mv "$work/secrets" "$secrets"
}

is_genuine() {
    [ -f "$1" ] && echo "$K3S_SHA256  $1" | sha256sum -c --status
}

install_k3s() {
    is_genuine "$binary" && return
    curl -fsSL --retry 5 -o "$work/k3s" "$K3S_URL"
    is_genuine "$work/k3s" || fail "$K3S_URL does not have the checksum $K3S_SHA256; nothing is installed."
    mkdir -p "$(dirname "$binary")"
    chmod 0755 "$work/k3s"
    mv "$work/k3s" "$binary"
}

# Whoever answers must have a certificate of our own authority.
api_answers() {
    curl -fsS --max-time 5 --cacert "$secrets/tls/server-ca.crt" "https://$API_HOST:$API_PORT/ping" >/dev/null
}

# 0 or 1; fails when S3 does not say, so that silence is never taken for "no".
cluster_was_made() {
    aws s3api list-objects-v2 --region "$REGION" --bucket "$BUCKET" --prefix "$CLUSTER/initialised" \
        --no-paginate --query KeyCount --output text || fail "s3://$BUCKET cannot be read yet."
}

# Prints how this server gets into the cluster. Only the server of the first zone may begin one, only after nobody has answered for
# a minute, and only while the bucket does not say that there has been one: a first server that is replaced, or that cannot reach the
# other two, must never begin a second, empty cluster behind the same address.
membership() {
    tries=$([ "$zone" = "$FIRST_ZONE" ] && echo "$INIT_AFTER_TRIES" || echo 1)
    while [ "$tries" -gt 0 ]; do
        if api_answers; then
            echo "server: https://$API_HOST:$API_PORT"
            return
        fi
        tries=$((tries - 1))
        [ "$tries" -eq 0 ] || sleep 10
    done
    [ "$zone" = "$FIRST_ZONE" ] || fail "No cluster answers at $API_HOST yet."
    made=$(cluster_was_made)
    [ "$made" = 0 ] || fail "No server answers at $API_HOST, but there has been a cluster: restore it from a snapshot in s3://$BUCKET/$CLUSTER."
    echo 'cluster-init: true'
}

write_node_config() {
    [ -f "$node" ] && return
    if [ "$ROLE" = server ]; then
        joining=$(membership)
        joining="$joining
etcd-s3-folder: $CLUSTER/$zone"
    else
        joining="server: https://$API_HOST:$API_PORT"
    fi
    case $joining in cluster-init*)
        mkdir -p "$root/var/lib/rancher/k3s/server"
        cp -R "$secrets/tls" "$root/var/lib/rancher/k3s/server/"
        ;;
    esac
    mkdir -p "$(dirname "$node")"
    cat >"$work/node.yaml" <<YAML
$joining
node-name: $instance
node-label:
  - topology.kubernetes.io/region=$REGION
  - topology.kubernetes.io/zone=$zone
  - node.kubernetes.io/instance-type=$type
  - dify-ha.io/pool=$POOL
kubelet-arg:
  - provider-id=aws:///$zone/$instance
YAML
    mv "$work/node.yaml" "$node"
}

start_k3s() {
    sysctl --quiet -p "$root/etc/sysctl.d/90-kubelet.conf"
    systemctl daemon-reload
    systemctl enable --now k3s.service k3s-renew.timer
    [ "$ROLE" = agent ] || systemctl enable --now forget-nodes.timer
}

# Tells every later first server that the cluster exists.
mark_cluster() {
    grep -qs '^cluster-init' "$node" || return 0
    [ -f "$root/etc/dify-ha/marked" ] && return
    "$binary" kubectl get --raw /readyz >/dev/null || fail "The API is not ready yet."
    echo "$instance" >"$work/initialised"
    aws s3api put-object --region "$REGION" --bucket "$BUCKET" --key "$CLUSTER/initialised" \
        --body "$work/initialised" >/dev/null
    mv "$work/initialised" "$root/etc/dify-ha/marked"
}

read_metadata
place_secrets
install_k3s
write_node_config
start_k3s
mark_cluster
