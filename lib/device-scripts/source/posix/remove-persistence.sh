hf_argument "${1-}"
hf_value service
unit=$hf_value
case $unit in
  '' | -* | *[!A-Za-z0-9@:._-]*) hf_fail 'The argument service is the name of one unit.' ;;
esac

# Disabled and stopped, not removed: systemctl enable --now brings it back.
on_device() {
  command -v systemctl >/dev/null 2>&1 || hf_fail 'There is no systemctl here: services are disabled by hand.'
  before=$(systemctl is-enabled -- "$unit" 2>/dev/null) || :
  [ -n "$before" ] || hf_fail "There is no service $unit."
  systemctl disable --now -- "$unit" >/dev/null 2>&1 || hf_fail "The service $unit could not be disabled."
  after=$(systemctl is-enabled -- "$unit" 2>/dev/null) || :
}

# In a tree that is no running system a service is enabled by the links that want it.
wanted() { find "$HF_ROOT/etc/systemd/system" -path "*/*.wants/$unit" -type l "$@" 2>/dev/null; }

in_tree() {
  [ -n "$(find "$HF_ROOT/etc/systemd/system" "$HF_ROOT/lib/systemd/system" "$HF_ROOT/usr/lib/systemd/system" -name "$unit" 2>/dev/null)" ] ||
    hf_fail "There is no service $unit."
  before=disabled
  if [ -n "$(wanted)" ]; then before=enabled; fi
  wanted -exec rm {} +
  after=disabled
  if [ -n "$(wanted)" ]; then after=enabled; fi
}

case $unit in *.*) ;; *) unit=$unit.service ;; esac
if [ -n "$HF_ROOT" ]; then in_tree; else on_device; fi
about() { printf '%s\000' service "$unit" "$before" "$after"; }
hf_answer about 'kind:s name:s before:s after:s'
