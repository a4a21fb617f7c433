#!/usr/bin/env bash
# Lists and calls a running server by reflection alone, as a stranger with buf would.
#   buf_curl.sh CARTERAD
set -euo pipefail
carterad=$1
# shellcheck source=tests/contract/workspace.sh
source "$(dirname "$0")/workspace.sh"
server=
stop() {
  if [[ -n $server ]]; then
    kill "$server" 2>/dev/null || true
    wait "$server" 2>/dev/null || true
  fi
  rm -rf "$work"
}
trap stop EXIT
fail() {
  echo "buf_curl: $*"
  exit 1
}

chmod 755 "$work"
"$carterad" --dev --port 0 --data-dir "$work/data" 2>"$work/stderr" &
server=$!
port=
for _ in $(seq 600); do
  port=$(sed -nE 's/.*listening on 127\.0\.0\.1:([0-9]+).*/\1/p' "$work/stderr")
  [[ -z $port ]] || break
  kill -0 "$server" 2>/dev/null || { cat "$work/stderr" && fail "carterad ended"; }
  sleep 0.1
done
[[ -n $port ]] || { cat "$work/stderr" && fail "carterad did not listen within 60 s"; }
url=http://127.0.0.1:$port
curl() { "$buf" curl --protocol grpc --http2-prior-knowledge "$@"; }

# Every method of every service that the server says it hosts, and health's own.
curl --list-methods "$url" | sed 's|.*://[^/]*/||' | sort >"$work/listed"
curl "$url/cartera.server.v1.ServerService/GetServerInfo" >"$work/info.json"
for service in $(grep -oE 'cartera\.[a-z0-9.]+Service' "$work/info.json" | sort -u); do
  package=${service%.*}
  sed -nE '/^service '"${service##*.}"' /,/^}/s/^  rpc ([A-Za-z]+)\(.*/\1/p' \
    "$root/proto/${package//.//}"/*.proto | sed "s|^|$service/|"
done >"$work/expected"
printf 'grpc.health.v1.Health/%s\n' Check Watch >>"$work/expected"
sort -o "$work/expected" "$work/expected"
missing=$(comm -23 "$work/expected" "$work/listed")
[[ -z $missing ]] || fail "reflection does not list: $missing"

# One method of each service, as who may call it.
token=$(curl -d '{"subject": "root"}' "$url/cartera.server.v1.ServerService/IssueDevToken" |
  sed -nE 's/.*"token": *"([^"]+)".*/\1/p')
[[ -n $token ]] || fail "no token from IssueDevToken"
as() { curl -H "Authorization: Bearer $token" "$@"; }
code=$(head -n 1 "$work/data/bootstrap-code")
as -d '{"code": "'"$code"'", "person_id": "root", "display_name": "Root",
  "root_agency_id": "gov", "root_display_name": "Government"}' \
  "$url/cartera.registry.v1.AccessService/Bootstrap" | grep -q people/root || fail "Bootstrap"
curl -d '{"service": "cartera.registry.v1.RegistryService"}' "$url/grpc.health.v1.Health/Check" |
  grep -q '"SERVING"' || fail "health does not say SERVING"
called=1
while read -r service method; do
  grep -q "^$service/$method\$" "$work/listed" || continue
  as -d '{}' "$url/$service/$method" >"$work/answer" 2>&1 ||
    { cat "$work/answer" && fail "$service/$method"; }
  called=$((called + 1))
done <<'METHODS'
cartera.registry.v1.RegistryService ListAgencies
cartera.registry.v1.AccessService WhoAmI
cartera.appraisal.v1.AppraisalService ListMethodologyVersions
cartera.review.v1.ReviewService ListRounds
cartera.oversight.v1.OversightService GetPortfolioReport
METHODS
# An error comes with its details, readable by reflection too.
as -d '{"name": "projects/none"}' "$url/cartera.registry.v1.RegistryService/GetProject" \
  >"$work/answer" 2>&1 && fail "a project that does not exist was found"
grep -q not_found "$work/answer" || { cat "$work/answer" && fail "NOT_FOUND expected"; }
echo "buf curl: $(wc -l <"$work/listed") methods listed, $called services called"
