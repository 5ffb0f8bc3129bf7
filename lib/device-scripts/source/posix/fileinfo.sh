hf_argument "${1-}"
hf_path path
file=$hf_real
[ -e "$file" ] || [ -h "$file" ] || hf_fail "There is no file $hf_value."
target=
if [ -h "$file" ]; then target=$(readlink -- "$file"); fi
about() {
  hf_stat "$file" || return # before the file is read, which may move its access time
  printf '%s\000' "$target"
  if [ -f "$file" ] && [ ! -h "$file" ]; then
    for digest in hf_md5 hf_sha1 hf_sha256; do
      "$digest" <"$file" | tr -d '\n'
      printf '\000'
    done
  else
    printf '\000\000\000'
  fi
  printf '\000\000\000' # signer, signature and zone belong to Windows
}
hf_answer about "$HF_FILE_COLUMNS target:s md5:s sha1:s sha256:s signer:s signatureStatus:s zoneId:s"
