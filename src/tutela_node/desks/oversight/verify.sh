#!/usr/bin/env bash
# Is this entry in the log that this key signed?   verify.sh ENTRY PROOF KEY.pem
#
#   ENTRY    the entry's bytes, 32 of them (docs/auditor.md tells how they are made from what was disclosed)
#   PROOF    a proof of C2SP tlog-proof@v1
#   KEY.pem  the log's public key, Ed25519, that you have from elsewhere
#
# Needs bash, openssl (3.0 or later), base64 and xxd. Exit status: 0 it is, 1 it is not shown, 2 wrong use.
# Source: C2SP signed-note, tlog-checkpoint and tlog-proof; RFC 9162, section 2.1.3.2.
set -euo pipefail
export LC_ALL=C

refuse() { echo "NOT SHOWN: $1" >&2; exit 1; }
[ $# -eq 3 ] || { echo "usage: verify.sh ENTRY PROOF KEY.pem" >&2; exit 2; }
for file in "$@"; do [ -r "$file" ] || { echo "cannot read $file" >&2; exit 2; }; done
entry=$1 proof=$2 key=$3
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

hex() { xxd -p | tr -d '\n'; }
sha256() { openssl dgst -sha256 -binary | hex; }
from_base64() { printf %s "$1" | base64 -d 2>/dev/null | hex || refuse "$2 is no base64"; }
node() { printf '01%s%s' "$1" "$2" | xxd -r -p | sha256; } # RFC 6962: SHA-256(0x01, left, right)
number='^(0|[1-9][0-9]{0,17})$'

# 1. The proof's lines: header, perhaps an extra, index, hashes, an empty line, the checkpoint.
mapfile -t lines <"$proof"
at=0
[ "${lines[0]-}" = "c2sp.org/tlog-proof@v1" ] || refuse "the proof does not begin with c2sp.org/tlog-proof@v1"
at=1
[[ ${lines[at]-} != "extra "* ]] || at=$((at + 1))
index=${lines[at]-}
index=${index#index }
[[ ${lines[at]-} == "index "* && $index =~ $number ]] || refuse "the proof has no index"
at=$((at + 1))
hashes=()
while [ -n "${lines[at]-}" ]; do
  hash=$(from_base64 "${lines[at]}" "a hash of the proof")
  [ ${#hash} -eq 64 ] || refuse "a hash of the proof does not have 32 bytes"
  hashes+=("$hash")
  at=$((at + 1))
done
at=$((at + 1))

# 2. The checkpoint: its text is every line up to the empty one; origin, size and root are the first three.
origin=${lines[at]-} size=${lines[at + 1]-} said_root=${lines[at + 2]-}
[[ -n $origin && $size =~ $number && -n $said_root ]] || refuse "the proof holds no whole checkpoint"
root=$(from_base64 "$said_root" "the root")
: >"$work/text"
while [ -n "${lines[at]-}" ]; do
  printf '%s\n' "${lines[at]}" >>"$work/text"
  at=$((at + 1))
done

# 3. The signature line of this very key: its id is the beginning of SHA-256(name, newline, 0x01, key).
public=$(openssl pkey -pubin -in "$key" -outform DER 2>/dev/null | tail -c 32 | hex) || refuse "$key is no public key"
signed=no
for line in "${lines[@]:at}"; do
  read -r dash name value <<<"$line"
  [ "$dash" = "—" ] || continue
  value=$(from_base64 "$value" "the signature by $name")
  id=$({ printf '%s\n\001' "$name"; printf %s "$public" | xxd -r -p; } | sha256)
  [ "${value:0:8}" = "${id:0:8}" ] || continue
  printf %s "${value:8}" | xxd -r -p >"$work/signature"
  openssl pkeyutl -verify -pubin -inkey "$key" -rawin -in "$work/text" -sigfile "$work/signature" >/dev/null 2>&1 ||
    refuse "the signature by $name on the checkpoint is wrong"
  signed=yes
done
[ $signed = yes ] || refuse "the checkpoint is not signed by this key"

# 4. From the entry to the root.
[ "$index" -lt "$size" ] || refuse "entry $index cannot be in a log of $size entries"
found=$({ printf '\000'; cat "$entry"; } | sha256) # RFC 6962: SHA-256(0x00, entry)
place=$index last=$((size - 1))
for hash in ${hashes[@]+"${hashes[@]}"}; do
  [ $last -ne 0 ] || refuse "the proof has more hashes than a log of $size entries needs"
  if ((place % 2 == 1 || place == last)); then
    found=$(node "$hash" "$found")
    while ((place % 2 == 0 && place != 0)); do place=$((place / 2)) last=$((last / 2)); done
  else
    found=$(node "$found" "$hash")
  fi
  place=$((place / 2)) last=$((last / 2))
done
[ $last -eq 0 ] || refuse "the proof has fewer hashes than a log of $size entries needs"
[ "$found" = "$root" ] || refuse "this entry does not lead to the root that was signed"

echo "The checkpoint of $origin, $size entries, is signed by this key."
echo "The entry is in the log: number $index, counted from 0."
