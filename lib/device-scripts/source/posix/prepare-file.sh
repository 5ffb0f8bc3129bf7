hf_argument "${1-}"
hf_path path
source=$hf_real
told=$hf_value
[ -f "$source" ] && [ ! -h "$source" ] || hf_fail "There is no regular file $told."
copy=/tmp/hf-$HF_ACQ.copy
before=$(hf_sha256 <"$source")
# noclobber: the name may be guessed, so nothing that lies there already is written into
(set -C && cat "$source" >"$HF_ROOT$copy") 2>/dev/null || hf_fail "The copy $copy could not be made."
about() {
  printf '%s\000' "$HF_ROOT$copy" "$source"
  printf '%s\000' "$(($(wc -c <"$HF_ROOT$copy")))" "$(hf_sha256 <"$HF_ROOT$copy")" "$before"
}
hf_answer about 'path:p source:p size:n sha256:s sourceSha256:s'
