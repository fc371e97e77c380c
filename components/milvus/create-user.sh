#!/bin/sh
# Makes the user that Dify signs in to Milvus with: everything in $DATABASE, nothing beside it. May run again at any time.
# Passwords are letters and digits. They reach curl by its standard input, and show in no list of processes.
set -eu

# Sends the JSON $3 to $2 with the credentials $1, and prints the answer.
post() {
    body=$(printf '%s' "$3" | sed 's/"/\\"/g')
    printf 'url = "%s/v2/vectordb/%s"\nheader = "Authorization: Bearer %s"\nheader = "Content-Type: application/json"\ndata = "%s"\n' \
        "$MILVUS_URL" "$2" "$1" "$body" |
        curl --silent --show-error --max-time 30 --config -
}

# Whether an answer says that it was done: Milvus reports errors by a code other than 0, whatever the status of HTTP.
is_done() {
    case "$(printf '%s' "$1" | tr -d ' ')" in
    *'"code":0,'* | *'"code":0}'*) return 0 ;;
    *) return 1 ;;
    esac
}

# As root; what is there already is no failure.
administer() {
    answer=$(post "root:$ROOT_PASSWORD" "$1" "$2")
    case "$answer" in *already*exist*) return 0 ;; esac
    if ! is_done "$answer"; then
        echo "$1 failed: $answer" >&2
        exit 1
    fi
}

administer roles/create "{\"roleName\":\"$USER_NAME\"}"
for group in CollectionAdmin DatabaseAdmin; do
    administer roles/grant_privilege_v2 \
        "{\"roleName\":\"$USER_NAME\",\"privilege\":\"$group\",\"dbName\":\"$DATABASE\",\"collectionName\":\"*\"}"
done
administer users/create "{\"userName\":\"$USER_NAME\",\"password\":\"$USER_PASSWORD\"}"
administer users/grant_role "{\"userName\":\"$USER_NAME\",\"roleName\":\"$USER_NAME\"}"

answer=$(post "$USER_NAME:$USER_PASSWORD" collections/list "{\"dbName\":\"$DATABASE\"}")
if ! is_done "$answer"; then
    echo "$USER_NAME cannot sign in: $answer" >&2
    exit 1
fi
echo "$USER_NAME may use database $DATABASE"
