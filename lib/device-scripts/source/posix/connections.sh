hf_argument "${1-}"
proc=$HF_ROOT/proc

# Linux: the kernel's own tables, with each socket's process where its descriptors can be read.
from_proc() {
  {
    find "$proc" -maxdepth 3 -path '*/[0-9]*/fd/*' -type l -exec ls -l {} + 2>/dev/null |
      sed -n 's|^.* [^ ]*/proc/\([0-9]*\)/fd/[0-9]* -> socket:\[\([0-9]*\)\]$|owner \2 \1|p'
    for table in tcp tcp6 udp udp6; do
      if [ -r "$proc/net/$table" ]; then awk -v table="$table" 'NR > 1 { print table, $2, $3, $4, $10 }' "$proc/net/$table"; fi
    done
  } | awk '
    function number(h,   i, v) { v = 0; for (i = 1; i <= length(h); i++) v = v * 16 + index("0123456789ABCDEF", substr(h, i, 1)) - 1; return v }
    function four(h) { return number(substr(h, 7, 2)) "." number(substr(h, 5, 2)) "." number(substr(h, 3, 2)) "." number(substr(h, 1, 2)) }
    function six(h,   i, w, out) {
      out = ""
      for (i = 0; i < 4; i++) {
        w = substr(h, i * 8 + 1, 8)
        out = out (i ? ":" : "") tolower(substr(w, 7, 2) substr(w, 5, 2) ":" substr(w, 3, 2) substr(w, 1, 2))
      }
      return out
    }
    BEGIN {
      split("ESTABLISHED SYN_SENT SYN_RECV FIN_WAIT1 FIN_WAIT2 TIME_WAIT CLOSE CLOSE_WAIT LAST_ACK LISTEN CLOSING", states, " ")
      n = 0
    }
    $1 == "owner" { pid[$2] = $3; next }
    {
      split($2, here, ":"); split($3, there, ":"); wide = ($1 ~ /6$/)
      printf "%s\001%s\001%d\001%s\001%d\001%s\001%s\n", substr($1, 1, 3), \
        (wide ? six(here[1]) : four(here[1])), number(here[2]), (wide ? six(there[1]) : four(there[1])), number(there[2]), \
        ($1 ~ /^udp/ ? "" : states[number($4)]), ($5 in pid ? pid[$5] : "")
    }' | tr '\001\n' '\000\000'
}

# macOS: lsof, in its output for programs.
from_lsof() {
  lsof -nP -iTCP -iUDP -FpcPnT | awk '
    function flush() {
      if (proto == "") return
      split(address, ends, "->"); split_end(ends[1]); local = host; localPort = port; split_end(ends[2])
      printf "%s\001%s\001%s\001%s\001%s\001%s\001%s\n", tolower(proto), local, localPort, host, port, state, pid
      proto = ""; state = ""; address = ""
    }
    function split_end(text,   at) { at = match(text, /:[^:]*$/); host = at ? substr(text, 1, at - 1) : ""; port = at ? substr(text, at + 1) : "" }
    /^[pf]/ { flush() }
    /^p/ { pid = substr($0, 2) }
    /^P/ { proto = substr($0, 2) }
    /^n/ { address = substr($0, 2) }
    /^TST=/ { state = substr($0, 5) }
    END { flush() }' | tr '\001\n' '\000\000'
}

columns='proto:s localAddr:s localPort:n remoteAddr:s remotePort:n state:s pid:n'
if [ -r "$proc/net/tcp" ]; then
  hf_answer from_proc "$columns"
elif [ -z "$HF_ROOT" ]; then
  hf_answer from_lsof "$columns"
else
  hf_fail 'There are no connections in this tree.'
fi
