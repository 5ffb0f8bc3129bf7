hf_argument "${1-}"
hf_path root
[ -d "$hf_real" ] || hf_fail "There is no folder $hf_value."
folder=${hf_real%/}/
hf_value name
name=$hf_value
case $name in
  '' | */*) hf_fail 'The argument name is a file name, where * and ? may stand for others.' ;;
esac
found() { hf_find "$folder" -xdev -type f -name "$name"; }
hf_answer found "$HF_FILE_COLUMNS"
