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
