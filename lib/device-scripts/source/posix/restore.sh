hf_argument "${1-}"
hf_path path
target=$hf_real
told=$hf_value
store=$HF_ROOT/var/lib/holdfast-quarantine
found=
for folder in "$store"/*/; do
  [ -f "$folder/path" ] || continue
  was=$(cat "$folder/path" && printf x)
  if [ "${was%x}" = "$told" ]; then found=${folder%/}; fi
done
[ -n "$found" ] || hf_fail "The quarantine holds no $told."
[ ! -e "$target" ] && [ ! -h "$target" ] || hf_fail "$told exists. Nothing was put back."
expected=$(cat "$found/sha256")
[ "$(hf_sha256 <"$found/bytes")" = "$expected" ] || hf_fail "What lies in the quarantine is not what was put there. Nothing was put back."
read -r mode owner <"$found/rights"
cp -p "$found/bytes" "$target" || hf_fail "$told could not be written."
if [ "$(hf_sha256 <"$target")" != "$expected" ]; then
  rm -- "$target"
  hf_fail "The copy at $told differs from the one in the quarantine. Nothing was put back."
fi
chown "$owner" "$target" && chmod "$mode" "$target" || hf_fail "$told is back, but its owner or mode is not what it was."
rm -r "$found"
about() { printf '%s\000' "$target" "$expected" 1; }
hf_answer about 'path:p sha256:s restored:b'
