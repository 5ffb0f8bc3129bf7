hf_argument "${1-}"
hf_path path
source=$hf_real
told=$hf_value
[ -f "$source" ] && [ ! -h "$source" ] || hf_fail "There is no regular file $told."
copy=/tmp/hf-$HF_ACQ.copy
before=$(hf_sha256 <"$source")
# The name may be guessed, and noclobber writes into a pipe that lies under it: the copy is made where nobody else can,
# and then linked to its name, which overwrites nothing.
room=$HF_ROOT$copy.new
made() {
  cat "$source" >"$room/copy" && [ ! -d "$HF_ROOT$copy" ] && ln "$room/copy" "$HF_ROOT$copy" &&
    [ -f "$HF_ROOT$copy" ] && [ ! -h "$HF_ROOT$copy" ]
}
mkdir "$room" 2>/dev/null || hf_fail "The copy $copy could not be made."
if made 2>/dev/null; then rm -r "$room"; else
  rm -r "$room"
  hf_fail "The copy $copy could not be made."
fi
about() {
  printf '%s\000' "$HF_ROOT$copy" "$source"
  printf '%s\000' "$(($(wc -c <"$HF_ROOT$copy")))" "$(hf_sha256 <"$HF_ROOT$copy")" "$before"
}
hf_answer about 'path:p source:p size:n sha256:s sourceSha256:s'
