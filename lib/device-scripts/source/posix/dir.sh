hf_argument "${1-}"
hf_path path
[ -d "$hf_real" ] || hf_fail "There is no folder $hf_value."
folder=${hf_real%/}/
entries() { hf_find "$folder" -mindepth 1 -maxdepth 1; }
hf_answer entries "$HF_FILE_COLUMNS"
