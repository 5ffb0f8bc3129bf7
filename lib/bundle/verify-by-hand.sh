#!/usr/bin/env bash
# Checks the events of a bundle with bash, coreutils, findutils, grep, sed and OpenSSL 3, and with nothing of Holdfast.
#
#   cd data && bash verify-by-hand.sh POLICY [ROOTS [events/INDEX ...]]
#
# POLICY  lines "log KEY" and "witness NAME KEY" (C2SP tlog-policy), from whom you trust; every key in it must have signed
# ROOTS   a folder with the root certificate of each time-stamp authority, <name of the .tsr file>.pem; - for none
#
# Read it before you run it: it came with what it checks. It names what does not hold and then ends with 1. It holds a
# bundle against no evidence: README-verify.txt has the commands for that.
set -Eeuo pipefail
trap 'bad "$one" "it cannot be read" >&2' ERR
shopt -s nullglob
export LC_ALL=C

(($# > 0)) || { sed -n '2,9s/^# \{0,1\}//p' "$0" >&2; exit 2; }
policy=$1 roots=${2:--}
events=("${@:3}")
all=$((${#events[@]} == 0))
((all)) && events=(events/*)
work=$(mktemp -d)
trap 'rm -r "$work"' EXIT
failures=0 withheld=0 one=
declare -A leaf=() before=() kept=() number=() stream=() notes=() begins=() trees=()

# Names came with what is checked: a terminal would obey some of their signs.
bad() { printf 'FAILED  %s: %s\n' "${1//[^ -~]/?}" "$2"; failures=$((failures + 1)); }
hex() { basenc --base16 -w 0; }
hexOfEach() { printf '%s\n' "$@" | base64 -d | hex; } # of 32 bytes each, one behind the other

# An entry and a hash have one form each; what is calculated with below is a number and nothing else.
whole='(0|[1-9][0-9]{0,17})'
hash='[A-Za-z0-9+/]{43}='
entryForm="^\\{\"c\":\"($hash)\",\"id\":\"[0-9a-f-]+\",\"k\":\"([a-z0-9.-]+)\",\"n\":$whole,\"p\":(null|\"($hash)\"),\"s\":\"([A-Za-z0-9._:-]+)\",\"t\":\"[0-9TZ:.-]+\",\"v\":1\\}\$"

event() {
  local entry lines line size root hashes found c n s i path=() text=
  entry=$(< "$1/entry.json")
  [[ $entry =~ $entryForm ]] || { bad "$1" 'its entry is no entry'; return 0; }
  c=${BASH_REMATCH[1]} n=${BASH_REMATCH[3]} before["$1"]=${BASH_REMATCH[5]} s=${BASH_REMATCH[6]}
  number["$1"]=$n stream["$1"]=$s kept["$s"]=1
  [[ ${BASH_REMATCH[2]} != bundle.begun ]] || begins["$1"]=1

  mapfile -t lines < "$1/event.tlog-proof"
  [[ ${lines[1]-} = "index ${1##*/}" && ${1##*/} =~ ^$whole$ ]] || { bad "$1" 'its proof is of another place'; return 0; }
  for ((i = 2; i < ${#lines[@]}; i++)); do
    [[ ${lines[i]} =~ ^$hash$ ]] || break
    path+=("${lines[i]}")
  done
  [[ ${lines[i]-x} = '' ]] || { bad "$1" 'a line of its proof is no hash'; return 0; }
  size=${lines[i+2]-} root=${lines[i+3]-}
  [[ $size =~ ^$whole$ && $root =~ ^$hash$ ]] && ((size > ${1##*/})) || { bad "$1" 'its checkpoint is none, or too small'; return 0; }
  for line in "${lines[@]:i+1}"; do text+=$line$'\n'; done
  notes["$text"]=1

  hashes=$(hexOfEach "$c" "$root" "${path[@]}")
  body "$1" "${hashes:0:64}"
  found=$({ printf '\0'; cat "$1/entry.json"; } | sha256sum)
  [[ -z ${leaf["$s/$n"]-} ]] || bad "$1" "there is another event $n of stream $s"
  leaf["$s/$n"]=${found:0:64}
  place "$1" "${1##*/}" "$size" "${hashes:64:64}" "${found:0:64}" "${hashes:128}"
}

# A body and its salt are those that the entry commits to. Without them, both were withheld. The salt has one length:
# else the first words of a body could pass for its end.
body() {
  [[ -e $1/body.json || -e $1/salt.bin ]] || { withheld=$((withheld + 1)); return 0; }
  local found
  [[ $(wc -c < "$1/salt.bin") = 32 ]] || { bad "$1" 'its salt has not 32 bytes'; return 0; }
  found=$({ printf 'custody-event/body/v1\n'; cat "$1/salt.bin" "$1/body.json"; } | sha256sum)
  found=${found:0:64}
  [[ ${found^^} = "$2" ]] || bad "$1" 'its body or salt is not what its entry commits to'
}

# An entry stands at its index in the tree of its checkpoint: from the leaf along the audit path (RFC 9162 §2.1.3.2).
place() {
  local event=$1 fn=$2 sn=$(($3 - 1)) root=$4 found=$5 path=$6 step pair
  while [[ -n $path ]]; do
    step=${path:0:64} path=${path:64}
    if ((fn % 2 == 1 || fn == sn)); then
      pair=01$step$found
      while ((fn % 2 == 0 && fn != 0)); do fn=$((fn / 2)) sn=$((sn / 2)); done
    else
      pair=01$found$step
    fi
    fn=$((fn / 2)) sn=$((sn / 2))
    found=$(basenc -d --base16 <<< "${pair^^}" | sha256sum)
    found=${found:0:64}
  done
  ((sn == 0)) && [[ ${found^^} = "$root" ]] || bad "$event" 'its proof does not lead to the checkpoint'
}

# Within a stream each event names the leaf of the one before it.
links() {
  local event previous said hashes=() later=()
  for event in "${!number[@]}"; do
    if [[ ${number["$event"]} = 0 ]]; then continue; fi
    [[ -n ${before["$event"]} ]] || bad "$event" 'it names none before it'
    [[ -z ${before["$event"]} ]] || { later+=("$event"); hashes+=("${before["$event"]}"); }
  done
  said=$(hexOfEach "${hashes[@]}")
  for event in "${later[@]}"; do
    previous=${leaf["${stream["$event"]}/$((${number["$event"]} - 1))"]-}
    [[ -z $previous || ${previous^^} = "${said:0:64}" ]] || bad "$event" 'it does not follow the one before it'
    said=${said:64}
  done
}

# An event that a bundle was begun has the digest of scope.json. Each stream that it lists is here as far as it went; so is
# that of the event itself, or, of a search, just the events that it gave are here besides. Of other streams an item has
# none here, an incident just those that were about it.
scope() {
  local begun found others count name event
  local -A due=()
  begun=$(grep -rlF --include=body.json "\"scopeSha256\":\"$(sha256sum < scope.json | cut -c -64)\"" events | head -n 1) || true
  begun=${begun%/*}
  [[ -n $begun && -n ${begins["$begun"]-} ]] || { bad scope.json 'no event here has its digest'; return 0; }
  if grep -qF ',"of":"search",' scope.json; then
    found=$(printf '%s\n' "${events[@]#events/}" | sort -n | sed "/^${begun#events/}$/d" | sha256sum | cut -c -64)
    grep -qF "\"indexesSha256\":\"$found\"" scope.json || bad scope.json 'the events here are not those that the search gave'
  else
    reaches $((${number["$begun"]} + 1)) "${stream["$begun"]}"
    due["${stream["$begun"]}"]=1
  fi
  while read -r count name || [[ -n $count ]]; do
    reaches "$count" "$name"
    due["$name"]=1
  done < <(sed 's/{"events"/\n&/g' scope.json | sed -n 's/^{"events":"\(0\|[1-9][0-9]\{0,17\}\)","stream":"\([A-Za-z0-9._:-]*\)"}.*/\1 \2/p')
  others=$(for event in "${!number[@]}"; do
    [[ -n ${due["${stream["$event"]}"]-} ]] || printf '%s\n' "${event#events/}"
  done | sort -n)
  if grep -qF '"single":{' scope.json; then
    found=$({ [[ -z $others ]] || printf '%s\n' "$others"; } | sha256sum | cut -c -64)
    grep -qF "\"indexesSha256\":\"$found\"" scope.json || bad scope.json 'the single events here are not those that were about it'
  elif grep -qF ',"of":"item",' scope.json; then
    [[ -z $others ]] || bad scope.json 'events of other streams are here, and it lists none'
  fi
}

# Without scope.json nothing says how far streams went: a bundle has it, single events have not.
unscoped() {
  if [[ -e ../bagit.txt ]] || ((${#events[@]} > 1 && ${#begins[@]} > 0)); then bad scope.json 'it is missing'
  else echo 'scope.json is not here: whether events before or behind these were left out, nobody can see'; fi
}

reaches() {
  local n
  for ((n = 0; n < $1; n++)); do
    [[ -n ${leaf["$2/$n"]-} ]] || { bad "stream $2" "number $n of its $1 events is not here"; return 0; }
  done
}

# The policy, its words one space apart.
policyLines() { tr '\t' ' ' < "$policy" | tr -s ' ' | sed 's/^ //'; }

# What a checkpoint bears of a verifier key: its name and the first four bytes of a signature pick the lines.
taken() {
  local name=${1%%+*} rest=${1#*+} line
  base64 -d <<< "${rest#*+}" | tail -c +2 > "$work/key"
  : > "$work/signature"
  while read -r line; do
    [[ $(base64 -d <<< "$line" | head -c 4 | hex | tr A-F a-f) = "${rest%%+*}" ]] || continue
    base64 -d <<< "$line" | tail -c +5 > "$work/signature"
  done < <(grep -F "— $name " "$work/note" | cut -d ' ' -f 3)
}

# The bytes written first begin every Ed25519 public key in DER (RFC 8410 §4).
ed25519() {
  { printf '\060\052\060\005\006\003\053\145\160\003\041\000'; cat "$work/key"; } > "$work/key.der"
  openssl pkeyutl -verify -pubin -keyform DER -inkey "$work/key.der" -rawin -in "$1" -sigfile "$2" > "$work/said" 2>&1
}

# Every log key signed the text of the checkpoint; every witness signed it with the time at which it saw it.
signatures() {
  local vkey name seconds tree signed=0
  printf '%s' "$1" > "$work/note"
  head -n 3 "$work/note" > "$work/text"
  tree=$(head -n 2 "$work/text" | tr '\n' ' ')
  [[ ${trees["$tree"]-$(< "$work/text")} = "$(< "$work/text")" ]] || bad checkpoint 'the log signed two roots for one size'
  trees["$tree"]=$(< "$work/text")
  for vkey in $(policyLines | sed -n 's/^log \([^ ]*\).*/\1/p'); do
    [[ ${vkey%%+*} = "$(head -n 1 "$work/text")" ]] || continue # of another log, or another epoch of it
    signed=1
    taken "$vkey"
    if [[ $(wc -c < "$work/key") = 32 ]]; then
      ed25519 "$work/text" "$work/signature" || bad checkpoint "not signed by ${vkey%+*}"
    else
      openssl dgst -sha256 -verify "$work/key" -keyform DER -signature "$work/signature" "$work/text" > "$work/said" 2>&1 ||
        bad checkpoint "not signed by ${vkey%+*}"
    fi
  done
  ((signed)) || bad checkpoint 'it is of a log that the policy does not name'
  while read -r name vkey; do
    taken "$vkey"
    seconds=$((16#0$(head -c 8 "$work/signature" | hex)))
    { printf 'cosignature/v1\ntime %d\n' "$seconds"; cat "$work/text"; } > "$work/stated"
    tail -c +9 "$work/signature" > "$work/cosignature"
    if ed25519 "$work/stated" "$work/cosignature"; then echo "$name saw it at $(date -u -d "@$seconds" +%FT%TZ)"
    else bad checkpoint "not cosigned by $name"; fi
  done < <(policyLines | sed -n 's/^witness \([^ ]*\) \([^ ]*\).*/\1 \2/p')
  echo "checkpoint of $(head -n 2 "$work/text" | tr '\n' ' ' | tr -c ' -~' '?')entries"
}

# The time stamps. -attime looks from the stated time, so that they hold after the authority's certificate has expired.
stamps() {
  local token name stated
  for token in timestamps/*.tsr; do
    name=$(basename "$token" .tsr)
    [[ $name =~ ^[a-z0-9-]{1,40}$ ]] || { bad "$token" 'it is named as no stamp is'; continue; }
    [[ $roots != - ]] || { echo "$name: not looked at, no roots were given"; continue; }
    stated=$(openssl ts -reply -in "$token" -text 2> "$work/said" | sed -n 's/^Time stamp: //p') || stated=
    if [[ -n $stated ]] && head -n 3 timestamps/checkpoint | cmp -s - "$work/text" &&
      openssl ts -verify -data timestamps/checkpoint -in "$token" -CAfile "$roots/$name.pem" \
        -attime "$(date -u -d "$stated" +%s)" > "$work/said" 2>&1; then echo "$name saw it at $stated"
    else bad "$token" 'it is no stamp of this authority over this checkpoint'; fi
  done
}

((${#events[@]})) || bad events 'there are none'
strange=$(find . \( -path './events*' -o -path './timestamps*' -o -path ./scope.json \) \( ! -type f ! -type d -o -path './events/*/*/*' \) -print -quit)
[[ -z $strange ]] || { bad "$strange" 'it is a link or a device, or lies in no event: nothing was read'; exit 1; }
for one in "${events[@]}"; do event "$one"; done
links
if ((all)); then if [[ -e scope.json ]]; then scope; else unscoped; fi; fi
for note in "${!notes[@]}"; do signatures "$note"; done
stamps
echo "${#events[@]} events of ${#kept[@]} streams, $withheld of them without their words: $failures failures"
if ((failures > 0)); then exit 1; fi
