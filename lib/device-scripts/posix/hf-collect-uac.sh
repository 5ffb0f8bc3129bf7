#!/bin/sh
# hf-collect-uac.sh 1.2.0: Starts UAC from the customer's reviewed archive with SHA-256 switched on, and says how far it is.
# It changes the device: Unpacks UAC below /tmp and writes its archive there.
# Assembled from source/posix: change it there. One argument: base64 of one flat JSON object.
HF_COMMAND=collect-uac
set -u
umask 077
LC_ALL=C
# The folder that stands for "/". Empty on a device; a mounted image or a test tree otherwise.
HF_ROOT=${HF_ROOT:-}
# On a device nobody else says which programs run here.
if [ -z "$HF_ROOT" ]; then PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin; fi
export LC_ALL HF_ROOT PATH
HF_MOST=5000      # items printed at most
HF_LONGEST=200000 # characters printed at most; a longer answer goes into a file

# --- awk, shared: bytes arrive as hexadecimal words, so that every awk and every byte is the same ---
HF_AWK='
function control(c) {
  if (c == 8) return "\\b"; if (c == 9) return "\\t"; if (c == 10) return "\\n"
  if (c == 12) return "\\f"; if (c == 13) return "\\r"
  return sprintf("\\u%04x", c)
}
# JSON text, pure ASCII, of the bytes b[from..to]. What is no UTF-8 becomes U+FFFD and sets broken.
function json(from, to,   i, j, c, more, point, out) {
  out = "\""; broken = 0
  for (i = from; i <= to; i++) {
    c = b[i]
    if (c == 34) out = out "\\\""
    else if (c == 92) out = out "\\\\"
    else if (c == 39 && quoteless) out = out "\\u0027"
    else if (c >= 32 && c < 127) out = out SIGN[c]
    else if (c < 128) out = out control(c)
    else {
      more = -1
      if (c >= 194 && c <= 223) { more = 1; point = c - 192 }
      else if (c >= 224 && c <= 239) { more = 2; point = c - 224 }
      else if (c >= 240 && c <= 244) { more = 3; point = c - 240 }
      for (j = 1; j <= more; j++) {
        if (i + j > to || b[i + j] < 128 || b[i + j] > 191) { more = -1; break }
        point = point * 64 + b[i + j] - 128
      }
      if (more == 2 && (point < 2048 || (point >= 55296 && point <= 57343))) more = -1
      if (more == 3 && (point < 65536 || point > 1114111)) more = -1
      if (more < 0) { out = out "\\ufffd"; broken = 1 }
      else {
        i += more
        if (point < 65536) out = out sprintf("\\u%04x", point)
        else {
          point -= 65536
          out = out sprintf("\\u%04x\\u%04x", 55296 + int(point / 1024), 56320 + point % 1024)
        }
      }
    }
  }
  return out "\""
}
BEGIN {
  for (i_ = 32; i_ < 127; i_++) SIGN[i_] = sprintf("%c", i_)
  for (i_ = 0; i_ < 256; i_++) BYTE[sprintf("%02x", i_)] = i_
}
'

hf_bytes() { od -An -v -tx1; }

# The argument: base64 of one flat JSON object. Each value becomes HF_A_<name>, spelt in octal.
hf_decode() {
  if printf 'eA==' | base64 -d >/dev/null 2>&1; then base64 -d; else base64 -D; fi
}

HF_AWK_ARGUMENT='
function fail() { bad = 1; exit 1 }
function blank() { while (b[p] == 32 || b[p] == 9 || b[p] == 10 || b[p] == 13) p++ }
function expect(c) { blank(); if (b[p] != c) fail(); p++ }
# A JSON string: its octal spelling for the shell in octal, its characters in plain where they are ASCII.
function string(   c, e, u, i) {
  expect(34); octal = ""; plain = ""
  while (b[p] != 34) {
    if (p > n) fail()
    c = b[p++]
    if (c == 92) {
      e = b[p++]
      if (e == 98) c = 8; else if (e == 102) c = 12; else if (e == 110) c = 10
      else if (e == 114) c = 13; else if (e == 116) c = 9
      else if (e == 34 || e == 92 || e == 47) c = e
      else if (e == 117) {
        u = 0
        for (i = 0; i < 4; i++) { if (!(b[p] in H)) fail(); u = u * 16 + H[b[p++]] }
        if (u > 127) fail()
        c = u
      } else fail()
    }
    if (c == 0) fail()
    octal = octal sprintf("\\%03o", c)
    if (c >= 32 && c < 127) plain = plain sprintf("%c", c)
  }
  p++
}
function word(   w) {
  blank(); w = ""
  while (b[p] > 44 && b[p] != 125) w = w sprintf("%c", b[p++])
  return w
}
{ for (i = 1; i <= NF; i++) b[++n] = BYTE[$i] }
END {
  if (bad) exit 1
  for (i = 48; i <= 57; i++) H[i] = i - 48
  for (i = 97; i <= 102; i++) { H[i] = i - 87; H[i - 32] = i - 87 }
  quoteless = 1; p = 1; expect(123); blank(); first = 1; echoed = ""
  while (b[p] != 125) {
    if (!first) expect(44)
    first = 0; string(); key = plain
    if (key !~ /^[a-zA-Z][a-zA-Z0-9]*$/ || length(key) > 32) fail()
    expect(58); blank()
    if (b[p] == 34) { from = p; string(); told = reread(from, p - 1) }
    else {
      told = word(); octal = ""
      if (told !~ /^(null|true|false|-?[0-9]+)$/) fail()
      if (told != "null") octal = told
    }
    print "HF_A_" key "=\047" octal "\047"
    if (key != "acq" && key != "cwd") echoed = echoed (echoed == "" ? "" : ",") "\"" key "\":" told
    blank()
  }
  p++; blank(); if (p <= n) fail()
  print "HF_ARGUMENTS=\047{" echoed "}\047"
}
# The same string again as ASCII JSON: escapes are kept as they are, raw bytes are escaped.
function reread(from, to,   i, out, run) {
  out = "\""; run = from + 1
  for (i = from + 1; i < to; i++) {
    if (b[i] == 92) {
      out = out inner(run, i - 1) "\\" sprintf("%c", b[i + 1])
      i++; run = i + 1
    }
  }
  return out inner(run, to - 1) "\""
}
function inner(from, to,   text) { text = json(from, to); return substr(text, 2, length(text) - 2) }
'

hf_argument() {
  hf_assignments=$(printf '%s' "$1" | hf_decode 2>/dev/null | hf_bytes | awk "$HF_AWK$HF_AWK_ARGUMENT") || hf_assignments=
  [ -n "$hf_assignments" ] || hf_fail 'The argument is not base64 of one flat JSON object.'
  eval "$hf_assignments"
  hf_value acq
  case $hf_value in
    '' | *[!A-Za-z0-9-]*) hf_fail 'The argument acq names the run: letters, digits and - only.' ;;
  esac
  HF_ACQ=$hf_value
}

# The value of one argument in hf_value; empty where it is not given. A trailing newline survives.
hf_value() {
  eval "hf_octal=\${HF_A_$1-}"
  # shellcheck disable=SC2059 # only octal escapes and digits ever stand in it
  hf_value=$(printf "${hf_octal}x")
  hf_value=${hf_value%x}
}

# An absolute path without dots from one argument, in hf_value; what it is below HF_ROOT, in hf_real.
hf_path() {
  hf_value "$1"
  case $hf_value in
    /*) ;;
    *) hf_fail "The argument $1 is an absolute path." ;;
  esac
  case $hf_value/ in
    */../* | */./*) hf_fail "The argument $1 is a path without . and .. in it." ;;
  esac
  while [ "$hf_value" != / ] && [ "${hf_value%/}" != "$hf_value" ]; do hf_value=${hf_value%/}; done
  hf_real=$HF_ROOT$hf_value
}

# Records of NUL-terminated fields become a JSON array. $1: "name:kind name:kind"; kinds: p path, s text, n number,
# t seconds since 1970, k file type, b yes or no. Lines out: the array; count and whether it was cut.
HF_AWK_TABLE='
function plainText(   i, text) { text = ""; for (i = 1; i <= n; i++) text = text sprintf("%c", b[i] < 128 ? b[i] : 63); return text }
function iso(text,   parts, s, ms, days, era, doe, yoe, y, doy, mp, d, m) {
  split(text, parts, "."); s = parts[1] + 0; ms = substr(parts[2] "000", 1, 3)
  days = int(s / 86400); s -= days * 86400; days += 719468
  era = int(days / 146097); doe = days - era * 146097
  yoe = int((doe - int(doe / 1460) + int(doe / 36524) - int(doe / 146096)) / 365)
  doy = doe - (365 * yoe + int(yoe / 4) - int(yoe / 100)); mp = int((5 * doy + 2) / 153)
  d = doy - int((153 * mp + 2) / 5) + 1; m = mp < 10 ? mp + 3 : mp - 9
  y = yoe + era * 400 + (m <= 2)
  return sprintf("\"%04d-%02d-%02dT%02d:%02d:%02d.%sZ\"", y, m, d, int(s / 3600), int(s % 3600 / 60), s % 60, ms)
}
function fileType(text) {
  text = tolower(text)
  if (text ~ /^regular/) return "\"file\""
  if (text ~ /^directory/) return "\"directory\""
  if (text ~ /^symbolic/) return "\"link\""
  return "\"other\""
}
function cell(kind,   text) {
  if (kind == "p") return json(1 + (n >= cut ? cut : 0), n)
  if (n == 0) return "null"
  if (kind == "s") return json(1, n)
  text = plainText()
  if (kind == "k") return fileType(text)
  if (kind == "b") return text == "1" ? "true" : "false"
  if (kind == "n") return text ~ /^(0|-?[1-9][0-9]*)$/ ? text : "null"
  return text ~ /^[1-9][0-9]*(\.[0-9]+)?$/ ? iso(text) : "null"
}
function field(   at, text, raw, i) {
  at = fields % width + 1
  text = cell(kinds[at])
  if (at == 1) item = ""
  item = item (at == 1 ? "" : ",") "\"" names[at] "\":" text
  if (broken && (kinds[at] == "p" || kinds[at] == "s")) {
    raw = ""; i = kinds[at] == "p" && n >= cut ? cut + 1 : 1
    for (; i <= n; i++) raw = raw sprintf("%02x", b[i])
    item = item ",\"" names[at] "Hex\":\"" raw "\""
  }
  fields++; n = 0; broken = 0
  if (at == width) { count++; if (count <= most) printf "%s{%s}", (count == 1 ? "" : ","), item }
}
BEGIN {
  width = split(spec, columns, " ")
  for (i = 1; i <= width; i++) { split(columns[i], pair, ":"); names[i] = pair[1]; kinds[i] = pair[2] }
  count = 0; n = 0; printf "["
}
{ for (i_ = 1; i_ <= NF; i_++) { if ($i_ == "00") field(); else b[++n] = BYTE[$i_] } }
END { printf "]\n%d %s\n", count, (count > most ? "true" : "false") }
'

hf_table() {
  hf_bytes | awk -v spec="$1" -v most="$HF_MOST" -v cut="${#HF_ROOT}" "$HF_AWK$HF_AWK_TABLE"
}

# What went to stderr, a line each, as a JSON array; at most fifty.
HF_AWK_ERRORS='
function line() {
  if (n > 0 && ++lines <= 50) out = out (lines == 1 ? "" : ",") "{\"path\":null,\"msg\":" json(1, n > 500 ? 500 : n) "}"
  n = 0
}
{ for (i_ = 1; i_ <= NF; i_++) { if ($i_ == "0a") line(); else b[++n] = BYTE[$i_] } }
END { line(); print "[" out "]" }
'

hf_errors() {
  awk '{ r = ENVIRON["HF_ROOT"]; while (r != "" && (i = index($0, r))) $0 = substr($0, 1, i - 1) substr($0, i + length(r)); print }' |
    hf_bytes | awk "$HF_AWK$HF_AWK_ERRORS"
}

# Runs a producer of records and prints the answer. $1: the function, $2: the columns.
# The table holds descriptor 3 open until it has written, so the errors always come after it.
hf_answer() {
  hf_all=$(
    {
      { "$1" 2>&3 | hf_table "$2" >&4; } 3>&1 1>/dev/null | hf_errors
    } 4>&1 | awk 'NR == 1 { items = $0; next } { print } END { print items }'
  )
  # The short lines come first: cutting behind a long one takes minutes in some shells.
  hf_counted=${hf_all%%"$HF_NEWLINE"*}
  hf_rest=${hf_all#*"$HF_NEWLINE"}
  hf_print "${hf_rest#*"$HF_NEWLINE"}" "${hf_counted% *}" "${hf_counted#* }" "${hf_rest%%"$HF_NEWLINE"*}"
}

HF_NEWLINE='
'

# A text as ASCII JSON.
hf_json() {
  printf '%s' "$1" | hf_bytes | awk "$HF_AWK"'{ for (i = 1; i <= NF; i++) b[++n] = BYTE[$i] } END { printf "%s", json(1, n) }'
}

hf_sha256() { if command -v sha256sum >/dev/null 2>&1; then sha256sum; else shasum -a 256; fi | cut -c1-64; }
hf_sha1() { if command -v sha1sum >/dev/null 2>&1; then sha1sum; else shasum -a 1; fi | cut -c1-40; }
hf_md5() { if command -v md5sum >/dev/null 2>&1; then md5sum | cut -c1-32; else md5 -q; fi; }

hf_system() {
  if [ -e "$HF_ROOT/System/Library/CoreServices/SystemVersion.plist" ] || [ "$(uname -s)" = Darwin ]; then
    echo macos
  else
    echo linux
  fi
}

hf_host() {
  hf_name=
  if [ -r "$HF_ROOT/etc/hostname" ]; then IFS= read -r hf_name <"$HF_ROOT/etc/hostname" || :; fi
  if [ -z "$hf_name" ]; then hf_name=$(uname -n); fi
  hf_json "$hf_name"
}

# $1 items, $2 count, $3 whether they were cut, $4 errors. A long answer is written beside and only named.
hf_print() {
  hf_value cwd
  hf_head="{\"fmt\":\"custody.lr/1\",\"cmd\":\"$HF_COMMAND\",\"acq\":\"${HF_ACQ:-}\",\"host\":$(hf_host),\"os\":\"$(hf_system)\",\"user\":$(hf_json "$(id -un)"),\"deviceUtc\":\"$(date -u +%Y-%m-%dT%H:%M:%SZ)\",\"cwd\":$(hf_json "$hf_value"),\"args\":${HF_ARGUMENTS:-"{}"}"
  hf_tail="\"count\":$2,\"truncated\":$3,\"itemsSha256\":\"$(printf '%s' "$1" | hf_sha256)\",\"errors\":$4"
  if [ ${#1} -le "$HF_LONGEST" ]; then
    printf '%s,"items":%s,%s}\n' "$hf_head" "$1" "$hf_tail"
    return
  fi
  hf_folder=/tmp
  if [ -d "$HF_ROOT/var/tmp" ] && [ -w "$HF_ROOT/var/tmp" ]; then hf_folder=/var/tmp; fi
  hf_file=$hf_folder/hf-$HF_ACQ.json
  # Never into what somebody put there before: noclobber holds for files and links, but not for a pipe.
  if [ ! -e "$HF_ROOT$hf_file" ] && (set -C && printf '%s,"items":%s,%s}\n' "$hf_head" "$1" "$hf_tail" >"$HF_ROOT$hf_file") 2>/dev/null; then
    hf_size=$(wc -c <"$HF_ROOT$hf_file")
    printf '%s,"items":[],%s,"output":{"path":"%s","size":%d,"sha256":"%s"}}\n' \
      "$hf_head" "$hf_tail" "$hf_file" "$hf_size" "$(hf_sha256 <"$HF_ROOT$hf_file")"
  else
    hf_fail "The answer is too long to print, and $hf_file could not be made."
  fi
}

# One sentence instead of an answer, still as the one JSON object; ends the script.
hf_fail() {
  hf_message=$(hf_json "$1")
  HF_ARGUMENTS=${HF_ARGUMENTS:-"{}"}
  hf_print '[]' 0 false "[{\"path\":null,\"msg\":$hf_message}]"
  exit 1
}

hf_is_gnu() { stat --version >/dev/null 2>&1; }

HF_FILE_COLUMNS='path:p type:k size:n createdUtc:t modifiedUtc:t accessedUtc:t attrs:s owner:s'

# One record of HF_FILE_COLUMNS for each path given; fails if one of them has none.
hf_stat() {
  if hf_is_gnu; then
    stat --printf '%n\0%F\0%s\0%W\0%.3Y\0%.3X\0%A\0%U\0' -- "$@"
    return
  fi
  # A whole record or none: of what is gone meanwhile only the error is told.
  hf_gone=0
  for hf_one in "$@"; do
    hf_facts=$(stat -f '%HT%n%z%n%B%n%m%n%a%n%Sp%n%Su' -- "$hf_one") || { hf_gone=1; continue; }
    printf '%s\000' "$hf_one"
    printf '%s\n' "$hf_facts" | tr '\n' '\000'
  done
  return "$hf_gone"
}

# The files that find names, as records of HF_FILE_COLUMNS. Arguments: those of find.
hf_find() {
  if hf_is_gnu; then
    find "$@" -exec stat --printf '%n\0%F\0%s\0%W\0%.3Y\0%.3X\0%A\0%U\0' -- {} +
  else
    # shellcheck disable=SC2016 # expanded by the inner shell
    find "$@" -exec sh -c 'for f; do s=$(stat -f "%HT%n%z%n%B%n%m%n%a%n%Sp%n%Su" -- "$f") || continue; printf "%s\000" "$f"; printf "%s\n" "$s" | tr "\n" "\000"; done' sh {} +
  fi
}

# UAC is the customer's own library file, put beside this script first. Two calls: "start" leaves it running, because
# a collection outlasts what one call may last; "look" says how far it is, and where its archive lies.
hf_argument "${1-}"
hf_value phase
phase=$hf_value
hf_value run
run=$hf_value
case $run in '' | *[!A-Za-z0-9-]*) hf_fail 'The argument run names the collection: letters, digits and - only.' ;; esac
base=hf-uac-$run
work=$HF_ROOT/tmp/$base

start() {
  hf_value archive
  # A plain name is a file that Defender has put there: where that is on this system, Microsoft does not say.
  case $hf_value in
    /*) hf_path archive; archive=$hf_real ;;
    '' | .* | *[!A-Za-z0-9._-]*) hf_fail 'The argument archive is an absolute path, or the plain name of a file put here.' ;;
    *) archive=$PWD/$hf_value; [ -f "$archive" ] || archive=${0%/*}/$hf_value ;;
  esac
  told=$hf_value
  hf_value sha256
  [ -f "$archive" ] || hf_fail "There is no $told."
  [ "$(hf_sha256 <"$archive")" = "$hf_value" ] || hf_fail "$told is not the reviewed archive: its SHA-256 differs."
  hf_value profile
  profile=${hf_value:-ir_triage}
  case $profile in *[!a-z_]*) hf_fail 'The argument profile names a profile of UAC.' ;; esac
  mkdir "$work" 2>/dev/null || hf_fail "A collection $run was started before."
  tar -xzf "$archive" -C "$work" || hf_fail "$told could not be unpacked."
  uac=$(find "$work" -maxdepth 2 -name uac -type f | head -n 1)
  [ -n "$uac" ] || hf_fail "There is no uac in $told."
  # its default digests are MD5 and SHA-1
  sed -i.before 's/^hash_algorithm:.*/hash_algorithm: [md5, sha1, sha256]/' "${uac%/*}/config/uac.conf" ||
    hf_fail 'The settings of UAC could not be changed to SHA-256.'
  cd "${uac%/*}" || hf_fail 'The folder of UAC cannot be entered.'
  # shellcheck disable=SC2016 # expanded by the inner shell
  nohup sh -c './uac -p "$1" -o "$2" "$3" >"$3/uac.out" 2>&1; echo $? >"$3/code" && mv "$3/code" "$3/ended"' \
    sh "$profile" "$base" "$work" >/dev/null 2>&1 3>&- 4>&- </dev/null &
  about() { printf '%s\000' running "$work" '' '' ''; }
}

look() {
  [ -d "$work" ] || hf_fail "There is no collection $run."
  hf_value wait
  case $hf_value in
    '') left=0 ;;
    *[!0-9]* | 0?* | ????*) hf_fail 'The argument wait is a number of seconds.' ;;
    *) left=$hf_value ;;
  esac
  while [ ! -f "$work/ended" ] && [ "$left" -gt 0 ]; do
    sleep 1
    left=$((left - 1))
  done
  code=
  if [ -f "$work/ended" ]; then read -r code <"$work/ended"; fi
  made=$(find "$work" -maxdepth 1 -name "$base.*" ! -name '*.log' -type f | head -n 1)
  about() {
    if [ -z "$code" ]; then printf '%s\000' running "$work" '' '' ''; return; fi
    if [ -z "$made" ]; then printf '%s\000' failed "$work" '' '' "$code"; return; fi
    printf '%s\000' ended "$made" "$(($(wc -c <"$made")))" "$(hf_sha256 <"$made")" "$code"
  }
}

case $phase in
  start) start ;;
  look) look ;;
  *) hf_fail 'The argument phase is start or look.' ;;
esac
hf_answer about 'state:s path:p size:n sha256:s exitCode:n'
