hf_argument "${1-}"
hf_path path
target=$hf_real
told=$hf_value
# From inside its folder: who owns a folder above it could put another one in its place between two steps.
parent=${target%/*}
file=./${target##*/}
store=$HF_ROOT/var/lib/holdfast-quarantine
found=
for folder in "$store"/*/; do
  [ -f "$folder/path" ] || continue
  was=$(cat "$folder/path" && printf x)
  if [ "${was%x}" = "$told" ]; then found=${folder%/}; fi
done
[ -n "$found" ] || hf_fail "The quarantine holds no $told."
cd -P -- "${parent:-/}" 2>/dev/null || hf_fail "The folder of $told is not there. Nothing was put back."
[ ! -e "$file" ] && [ ! -h "$file" ] || hf_fail "$told exists. Nothing was put back."
expected=$(cat "$found/sha256")
[ "$(hf_sha256 <"$found/bytes")" = "$expected" ] || hf_fail "What lies in the quarantine is not what was put there. Nothing was put back."
read -r mode owner <"$found/rights"
# The copy gets its owner and mode in the quarantine, where nobody else writes, and is then moved as it is: what follows a
# link here would let who owns the folder choose what root writes, or gives away.
copy=$found/back
cp -p "$found/bytes" "$copy" || hf_fail "$told could not be copied. Nothing was put back."
if [ "$(hf_sha256 <"$copy")" != "$expected" ]; then
  rm -- "$copy"
  hf_fail "The copy of $told differs from the one in the quarantine. Nothing was put back."
fi
chown "$owner" "$copy" && chmod "$mode" "$copy" || hf_fail "$told could not be given its owner or mode. Nothing was put back."
mv -n -- "$copy" "$file" && [ ! -e "$copy" ] && [ -f "$file" ] && [ ! -h "$file" ] || hf_fail "$told could not be written."
rm -r "$found"
about() { printf '%s\000' "$target" "$expected" 1; }
hf_answer about 'path:p sha256:s restored:b'
