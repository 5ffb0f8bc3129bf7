hf_argument "${1-}"
hf_value pid
pid=$hf_value
case $pid in '' | *[!0-9]* | 0 | 1) hf_fail 'The argument pid is the number of one process, and not 0 or 1.' ;; esac
hf_value name
name=$hf_value
[ -n "$name" ] || hf_fail 'The argument name is what the process is called: a number alone may have passed to another.'

name_now() {
  if [ -n "$HF_ROOT" ] || [ -r /proc/stat ]; then
    IFS= read -r line 2>/dev/null <"$HF_ROOT/proc/$pid/stat" || return 0
    line=${line#*\(}
    printf '%s' "${line%\)*}"
  else
    ps -p "$pid" -o comm= | sed 's|.*/||'
  fi
}

# In a tree that is no running system the process's entry is all there is of it.
send() {
  if [ -n "$HF_ROOT" ]; then rm -r "$HF_ROOT/proc/$pid"; else kill -s "$1" "$pid"; fi
}

is=$(name_now)
[ -n "$is" ] || hf_fail "There is no process $pid."
[ "$is" = "$name" ] || hf_fail "Process $pid is called otherwise now. Nothing was stopped."
send TERM || hf_fail "Process $pid could not be stopped."
waited=0
while [ "$(name_now)" = "$name" ] && [ "$waited" -lt 5 ]; do
  sleep 1
  waited=$((waited + 1))
done
how=TERM
if [ "$(name_now)" = "$name" ]; then
  send KILL || hf_fail "Process $pid could not be stopped."
  how=KILL
  sleep 1
fi
stopped=1
if [ "$(name_now)" = "$name" ]; then stopped=0; fi
about() { printf '%s\000' "$pid" "$name" "$how" "$stopped"; }
hf_answer about 'pid:n name:s signal:s stopped:b'
