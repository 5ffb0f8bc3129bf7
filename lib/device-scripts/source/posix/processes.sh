hf_argument "${1-}"
hf_value pid
wanted=$hf_value
hf_value name
name=$hf_value
proc=$HF_ROOT/proc

# Linux: one record a process, read from /proc with as few other programs as can be.
from_proc() {
  set -f
  ticks=$(getconf CLK_TCK)
  boot=$(awk '$1 == "btime" { print $2 }' "$proc/stat")
  set +f
  for folder in "$proc"/[0-9]*; do
    pid=${folder##*/}
    case $wanted in '' | "$pid") ;; *) continue ;; esac
    # gone in the meantime is no error
    IFS= read -r line 2>/dev/null <"$folder/stat" || continue
    comm=${line#*\(}
    comm=${comm%\)*}
    case $name in '' | "$comm") ;; *) continue ;; esac
    set -f
    # shellcheck disable=SC2086 # the fields after the name, by position
    set -- ${line##*\) }
    set +f
    uid=$(awk '$1 == "Uid:" { print $2 }' "$folder/status" 2>/dev/null)
    exe=$(readlink "$folder/exe" 2>/dev/null)
    printf '%s\000%s\000%s\000%s\000' "$pid" "$2" "$comm" "$exe"
    tr '\000' ' ' <"$folder/cmdline" 2>/dev/null | sed '$s/ $//'
    printf '\000%s\000%s\000' "$(user_of "$uid")" "$((boot + ${20} / ticks))"
    if [ -n "$wanted$name" ]; then image_digest "$folder" "$exe"; fi
    printf '\000'
  done
}

user_of() {
  awk -F: -v uid="$1" '$3 == uid { print $1; found = 1; exit } END { if (!found) print uid }' "$HF_ROOT/etc/passwd" 2>/dev/null
}

# The image as it runs, even if its file was removed. Only for single processes: hashing all would take minutes.
image_digest() {
  image=$1/exe
  if [ -n "$HF_ROOT" ]; then image=$HF_ROOT$2; fi
  if [ -f "$image" ]; then hf_sha256 2>/dev/null <"$image" | tr -d '\n'; fi
}

# macOS: ps; its start time is asked for in UTC.
from_ps() {
  TZ=UTC0 ps -axww -o pid= -o ppid= -o user= -o lstart= -o args= | awk -v pid="$wanted" -v name="$name" '
    BEGIN { split("Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec", months, " "); for (i in months) number[months[i]] = i }
    {
      path = $9; short = path; sub(/.*\//, "", short)
      if ((pid != "" && $1 != pid) || (name != "" && short != name)) next
      args = $0; for (i = 1; i <= 8; i++) sub(/^[ \t]*[^ \t]+/, "", args); sub(/^[ \t]+/, "", args)
      printf "%s\001%s\001%s\001%s\001%s\001%s\001%s-%02d-%02dT%s.000Z\001\n", $1, $2, short, path, args, $3, $8, number[$5], $6, $7
    }' | tr '\001\n' '\000\000'
}

if [ -r "$proc/stat" ]; then
  hf_answer from_proc 'pid:n ppid:n name:s path:s cmdline:s user:s createdUtc:t sha256:s'
elif [ -z "$HF_ROOT" ]; then
  hf_answer from_ps 'pid:n ppid:n name:s path:s cmdline:s user:s createdUtc:s sha256:s'
else
  hf_fail 'There are no processes in this tree.'
fi
