hf_argument "${1-}"
hf_path path
source=$hf_real
told=$hf_value
hf_value sha256
expected=$hf_value
[ -f "$source" ] && [ ! -h "$source" ] || hf_fail "There is no regular file $told."
case $expected in
  '' | *[!0-9a-f]*) hf_fail 'The argument sha256 is the digest of the file as it was taken into custody.' ;;
esac
[ "$(hf_sha256 <"$source")" = "$expected" ] || hf_fail "$told is not what was taken into custody. Nothing was moved."

store=$HF_ROOT/var/lib/holdfast-quarantine
entry=$store/$HF_ACQ
mkdir -p "$store" && chmod 700 "$store" || hf_fail 'The quarantine folder could not be made.'
mkdir "$entry" 2>/dev/null || hf_fail "The quarantine has an entry $HF_ACQ already. Nothing was moved."

# Copy, compare, then remove: at no moment is there less than one whole file.
cp -p "$source" "$entry/bytes" || hf_fail "$told could not be copied into the quarantine. Nothing was moved."
if [ "$(hf_sha256 <"$entry/bytes")" != "$expected" ]; then
  rm -r "$entry"
  hf_fail "The copy of $told differs from it. Nothing was moved."
fi
printf '%s' "$told" >"$entry/path"
printf '%s' "$expected" >"$entry/sha256"
if hf_is_gnu; then stat -c '%a %u:%g' -- "$source"; else stat -f '%Lp %u:%g' -- "$source"; fi >"$entry/rights"
chmod 400 "$entry/bytes"
rm -- "$source" || hf_fail "$told could not be removed. Its copy stays in the quarantine."
about() { printf '%s\000' "$source" "$entry/bytes" "$expected" 1; }
hf_answer about 'path:p quarantined:p sha256:s moved:b'
