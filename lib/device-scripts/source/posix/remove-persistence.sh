hf_argument "${1-}"
hf_value service
unit=$hf_value
case $unit in
  '' | -* | *[!A-Za-z0-9@:._-]*) hf_fail 'The argument service is the name of one unit.' ;;
esac
command -v systemctl >/dev/null 2>&1 || hf_fail 'There is no systemctl here: services are disabled by hand.'

# Disabled and stopped, not removed: systemctl enable --now brings it back.
system() {
  if [ -n "$HF_ROOT" ]; then systemctl --root="$HF_ROOT" "$@"; else systemctl "$@"; fi
}
before=$(system is-enabled -- "$unit" 2>/dev/null) || :
[ -n "$before" ] || hf_fail "There is no service $unit."
if [ -n "$HF_ROOT" ]; then system disable -- "$unit" >/dev/null 2>&1; else system disable --now -- "$unit" >/dev/null 2>&1; fi ||
  hf_fail "The service $unit could not be disabled."
after=$(system is-enabled -- "$unit" 2>/dev/null) || :
about() { printf '%s\000' service "$unit" "$before" "$after"; }
hf_answer about 'kind:s name:s before:s after:s'
