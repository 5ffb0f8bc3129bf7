hf_argument "${1-}"
hf_path path
source=$hf_real
told=$hf_value
hf_value sha256
expected=$hf_value
# From inside its folder: who owns a folder above it could put another one in its place between two steps.
parent=${source%/*}
cd -P -- "${parent:-/}" 2>/dev/null || hf_fail "There is no regular file $told."
file=./${source##*/}
[ -f "$file" ] && [ ! -h "$file" ] || hf_fail "There is no regular file $told."
case $expected in
  '' | *[!0-9a-f]*) hf_fail 'The argument sha256 is the digest of the file as it was taken into custody.' ;;
esac
[ "$(hf_sha256 <"$file")" = "$expected" ] || hf_fail "$told is not what was taken into custody. Nothing was moved."

store=$HF_ROOT/var/lib/holdfast-quarantine
entry=$store/$HF_ACQ
mkdir -p "$store" && chmod 700 "$store" || hf_fail 'The quarantine folder could not be made.'
mkdir "$entry" 2>/dev/null || hf_fail "The quarantine has an entry $HF_ACQ already. Nothing was moved."

# Copy, compare, then remove: at no moment is there less than one whole file.
cp -p "$file" "$entry/bytes" || hf_fail "$told could not be copied into the quarantine. Nothing was moved."
if [ "$(hf_sha256 <"$entry/bytes")" != "$expected" ]; then
  rm -r "$entry"
  hf_fail "The copy of $told differs from it. Nothing was moved."
fi
printf '%s' "$told" >"$entry/path"
printf '%s' "$expected" >"$entry/sha256"
# Those of the copy: the name may stand for another file by now, whose rights restore would give to this one.
if hf_is_gnu; then stat -c '%a %u:%g' -- "$entry/bytes"; else stat -f '%Lp %u:%g' -- "$entry/bytes"; fi >"$entry/rights"
chmod 400 "$entry/bytes"
rm -- "$file" || hf_fail "$told could not be removed. Its copy stays in the quarantine."
about() { printf '%s\000' "$source" "$entry/bytes" "$expected" 1; }
hf_answer about 'path:p quarantined:p sha256:s moved:b'
