#!/usr/bin/env bash
# Makes the demo disks shipped in lib/embedded/disks, with real tools, fixed file times and fixed identifiers.
# Needs root (NTFS is filled through a FUSE mount) and: e2fsprogs ntfs-3g fdisk zstd openssl sleuthkit
# libvhdi-utils. Usage: make-demo-disks.sh <output folder>
# All people are roles and all addresses are documentation addresses; the "web shell" is text without function.
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
out=$(realpath "$1")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
moment='2026-01-04 09:00:00'
export TZ=UTC LC_ALL=C SOURCE_DATE_EPOCH=1767517200 E2FSPROGS_FAKE_TIME=1767517200
mib=1048576

put() { # <file> <time> : content from stdin
  mkdir -p "$(dirname "$1")"
  cat >"$1"
  touch -d "$2" "$1"
}

settle() { # <folder> : directories get the moment of the image, files keep their own
  find "$1" -depth -type d -exec touch -d "$moment" {} +
}

ext4() { # <image> <MiB> <label> <uuid> <folder> [path to delete ...]
  local image=$1 size=$2 label=$3 uuid=$4 folder=$5
  shift 5
  truncate -s "${size}M" "$image"
  settle "$folder"
  mkfs.ext4 -q -L "$label" -U "$uuid" -E "hash_seed=$uuid,lazy_itable_init=0,root_owner=0:0" -m 0 -d "$folder" "$image"
  for path in "$@"; do debugfs -w -R "rm $path" "$image" 2>/dev/null; done
}

ntfs() { # <image> <MiB> <label> <start sector> <folder> [path to delete ...]
  local image=$1 size=$2 label=$3 start=$4 folder=$5 mount=$work/mount
  shift 5
  truncate -s "${size}M" "$image"
  settle "$folder"
  mkntfs -F -q -s 512 -p "$start" -H 255 -S 63 -c 4096 -L "$label" "$image" 2>/dev/null
  mkdir -p "$mount"
  ntfs-3g "$image" "$mount" # deletion times and directory changes are of the day of making
  cp -a "$folder/." "$mount/"
  for path in "$@"; do rm "$mount/$path"; done
  umount "$mount"
  sync
}

disk() { # <raw> <MiB> <sfdisk script> [<partition image> <start MiB>]...
  local raw=$1 size=$2 script=$3
  shift 3
  truncate -s "${size}M" "$raw"
  printf '%s\n' "$script" | sfdisk -q "$raw"
  while [ $# -gt 0 ]; do
    dd if="$1" of="$raw" bs=1M seek="$2" conv=notrunc,sparse status=none
    shift 2
  done
}

seal() { # <raw> <archive name> <uuid> : adds the VHD footer and compresses
  node --input-type=module -e "
    import { appendFileSync, statSync } from 'node:fs';
    import { makeFixedFooter } from '$here/../../lib/hashing/vhd.ts';
    const [raw, uuid] = process.argv.slice(1);
    appendFileSync(raw, makeFixedFooter(BigInt(statSync(raw).size), uuid, new Date('2026-01-04T09:00:00Z')));
  " "$1" "$3"
  zstd -q -19 --long=27 -f "$1" -o "$out/$2.vhd.zst"
}

linux_base() { # <folder> <host name>
  local root=$1
  put "$root/etc/hostname" '2025-11-02 08:00' <<<"$2"
  put "$root/etc/os-release" '2025-11-02 08:00' <<<$'NAME="Ubuntu"\nVERSION_ID="22.04"\nID=ubuntu'
  put "$root/etc/passwd" '2026-01-03 02:14:40' <<'EOF'
root:x:0:0:root:/root:/bin/bash
daemon:x:1:1:daemon:/usr/sbin:/usr/sbin/nologin
www-data:x:33:33:www-data:/var/www:/usr/sbin/nologin
sshd:x:110:65534::/run/sshd:/usr/sbin/nologin
admin:x:1000:1000:administrator:/home/admin:/bin/bash
svc-web:x:1001:1001:web service:/srv/web:/usr/sbin/nologin
EOF
  put "$root/etc/fstab" '2025-11-02 08:00' <<<'LABEL=rootfs / ext4 defaults 0 1'
  put "$root/etc/ssh/sshd_config" '2025-11-02 08:05' <<<$'PermitRootLogin no\nPasswordAuthentication yes'
}

make_web() {
  local root=$work/web data=$work/web-data
  linux_base "$root" vm-web-03
  put "$root/etc/passwd" '2026-01-03 02:14:40' <<EOF
$(cat "$root/etc/passwd")
svc-sync:x:0:0:sync:/var/tmp/.sync:/bin/bash
EOF
  put "$root/var/log/auth.log" '2026-01-03 02:31:12' <<EOF
$(for second in $(seq -w 10 49); do echo "Jan  3 01:58:$second vm-web-03 sshd[2$second]: Failed password for admin from 203.0.113.77 port 5$second$second ssh2"; done)
Jan  3 02:11:58 vm-web-03 sshd[2391]: Accepted password for admin from 203.0.113.77 port 51812 ssh2
Jan  3 02:12:20 vm-web-03 sudo: admin : TTY=pts/0 ; PWD=/home/admin ; USER=root ; COMMAND=/bin/bash
Jan  3 02:14:40 vm-web-03 useradd[2460]: new user: name=svc-sync, UID=0, GID=0, home=/var/tmp/.sync
Jan  3 02:31:12 vm-web-03 sshd[2391]: Disconnected from user admin 203.0.113.77 port 51812
EOF
  put "$root/var/log/nginx/access.log" '2026-01-03 02:09:31' <<'EOF'
198.51.100.14 - - [03/Jan/2026:01:40:02 +0000] "GET / HTTP/1.1" 200 8123 "-" "Mozilla/5.0"
203.0.113.77 - - [03/Jan/2026:02:08:55 +0000] "POST /upload.php HTTP/1.1" 200 31 "-" "python-requests/2.31"
203.0.113.77 - - [03/Jan/2026:02:09:31 +0000] "GET /uploads/shell.php?c=id HTTP/1.1" 200 54 "-" "python-requests/2.31"
EOF
  put "$root/var/www/html/index.php" '2025-11-10 10:00' <<<'<?php echo "storefront"; ?>'
  put "$root/var/www/html/uploads/shell.php" '2026-01-03 02:08:55' <<'EOF'
<?php /* DEFANGED TRAINING SAMPLE: shows where a web shell was found; it runs nothing. */
$c = isset($_GET['c']) ? $_GET['c'] : '';
echo 'disabled: ' . htmlspecialchars($c);
EOF
  put "$root/etc/cron.d/sync" '2026-01-03 02:16:05' <<<'*/10 * * * * svc-sync /var/tmp/.sync/push.sh # beacon placeholder'
  put "$root/var/tmp/.sync/push.sh" '2026-01-03 02:15:50' <<<$'#!/bin/sh\n# DEFANGED: tar of /srv/web/orders was sent to 203.0.113.77 port 443\nexit 0'
  put "$root/home/admin/.bash_history" '2026-01-03 02:30:44' <<'EOF'
sudo -i
cat /etc/passwd
useradd -o -u 0 -g 0 -d /var/tmp/.sync svc-sync
tar czf /var/tmp/.sync/orders.tgz /srv/web/orders
rm /var/tmp/.sync/orders.tgz
history -c
EOF
  head -c 24000 /dev/zero | openssl enc -aes-128-ctr -K 000102030405060708090a0b0c0d0e0f -iv 00000000000000000000000000000001 |
    put "$root/var/tmp/.sync/orders.tgz" '2026-01-03 02:20:10'
  ext4 "$work/web.ext4" 126 rootfs 6f1d2a50-0c1e-4b6a-9a35-1f0f6f6b0301 "$root" /var/tmp/.sync/orders.tgz
  disk "$work/web.raw" 128 'label: gpt
label-id: 6F1D2A50-0C1E-4B6A-9A35-1F0F6F6B0300
start=2048, size=258048, type=linux, name=rootfs, uuid=6F1D2A50-0C1E-4B6A-9A35-1F0F6F6B0302' "$work/web.ext4" 1
  seal "$work/web.raw" vm-web-03-os 6f1d2a50-0c1e-4b6a-9a35-1f0f6f6b0303

  put "$data/orders/2026-01-02.csv" '2026-01-02 23:59:00' <<<$'order,amount,currency\n100481,49.90,EUR\n100482,12.00,EUR'
  put "$data/backups/README" '2025-11-10 10:10' <<<'Nightly copies of the orders.'
  put "$data/backups/orders-2026-01-01.csv" '2026-01-01 23:59:00' <<<$'order,amount,currency\n100480,5.00,EUR'
  ext4 "$work/web-data.ext4" 31 srv-web 6f1d2a50-0c1e-4b6a-9a35-1f0f6f6b0311 "$data" /backups/orders-2026-01-01.csv
  disk "$work/web-data.raw" 32 'label: dos
label-id: 0x57454201
start=2048, size=63488, type=83' "$work/web-data.ext4" 1
  seal "$work/web-data.raw" vm-web-03-data-0 6f1d2a50-0c1e-4b6a-9a35-1f0f6f6b0313
}

make_fin() {
  local root=$work/fin data=$work/fin-data archive=$work/fin-archive hive
  for hive in SYSTEM SOFTWARE SAM SECURITY; do
    { printf 'regf'; head -c 4092 /dev/zero; } | put "$root/Windows/System32/config/$hive" '2026-01-03 03:02:00'
  done
  for hive in Security System Application; do
    { printf 'ElfFile\0'; head -c 4088 /dev/zero; } | put "$root/Windows/System32/winevt/Logs/$hive.evtx" '2026-01-03 03:02:10'
  done
  put "$root/Windows/INF/setupapi.dev.log" '2026-01-03 02:47:31' <<'EOF'
>>>  [Device Install (Hardware initiated) - USBSTOR\Disk&Ven_Generic&Prod_Flash_Disk\0000000000000001&0]
>>>  Section start 2026/01/03 02:47:31.120
<<<  Section end 2026/01/03 02:47:31.480
EOF
  put "$root/Windows/System32/Tasks/Updater" '2026-01-03 02:52:00' <<'EOF'
<?xml version="1.0"?><Task version="1.2" xmlns="http://schemas.microsoft.com/windows/2004/02/mit/task">
<RegistrationInfo><Author>FIN\admin</Author><Date>2026-01-03T02:52:00</Date></RegistrationInfo>
<Triggers><LogonTrigger><Enabled>true</Enabled></LogonTrigger></Triggers>
<Actions><Exec><Command>C:\ProgramData\Updater\updater.cmd</Command></Exec></Actions></Task>
EOF
  put "$root/ProgramData/Updater/updater.cmd" '2026-01-03 02:51:20' <<<$'@rem DEFANGED TRAINING SAMPLE\r\n@exit /b 0\r'
  put "$root/Users/admin/Downloads/invoice_2026-01.pdf.js" '2026-01-03 02:41:05' <<<'// DEFANGED TRAINING SAMPLE: a script with a double extension'
  put "$root/Users/admin/Downloads/invoice_2026-01.pdf.js_Zone.Identifier.txt" '2026-01-03 02:41:05' <<<$'[ZoneTransfer]\r\nZoneId=3\r\nHostUrl=http://203.0.113.77/invoice\r'
  put "$root/Users/admin/AppData/Roaming/Microsoft/Windows/PowerShell/PSReadLine/ConsoleHost_history.txt" '2026-01-03 02:58:40' <<<$'whoami /all\r\nnet group "Domain Admins" /domain\r\nCompress-Archive D:\\Reports E:\\out.zip\r\nRemove-Item E:\\out.zip\r'
  put "$root/Users/svc-report/Desktop/readme.txt" '2025-10-20 09:00' <<<'Reporting service account. No interactive use.'
  ntfs "$work/fin.ntfs" 110 Windows 34816 "$root"
  disk "$work/fin.raw" 128 'label: gpt
label-id: A1B2C3D4-1111-4222-8333-0F1E2D3C4B00
start=2048, size=32768, type=E3C9E316-0B5C-4DB8-817D-F92DF00215AE, name="Microsoft reserved partition", uuid=A1B2C3D4-1111-4222-8333-0F1E2D3C4B01
start=34816, size=225280, type=EBD0A0A2-B9E5-4433-87C0-68B6B72699C7, name="Basic data partition", uuid=A1B2C3D4-1111-4222-8333-0F1E2D3C4B02' "$work/fin.ntfs" 17
  seal "$work/fin.raw" vm-fin-01-os a1b2c3d4-1111-4222-8333-0f1e2d3c4b03

  put "$data/Reports/2025-Q4.csv" '2025-12-31 18:00' <<<$'account;balance\r\n4000;120000\r\n4010;88000\r'
  put "$data/Reports/forecast.csv" '2025-12-19 16:20' <<<$'month;amount\r\n2026-01;41000\r'
  ntfs "$work/fin-data.ntfs" 31 Reports 2048 "$data"
  disk "$work/fin-data.raw" 32 'label: dos
label-id: 0x46494e01
start=2048, size=63488, type=7' "$work/fin-data.ntfs" 1
  seal "$work/fin-data.raw" vm-fin-01-data-0 a1b2c3d4-1111-4222-8333-0f1e2d3c4b13

  put "$archive/exports/manifest.txt" '2026-01-03 02:56:00' <<<$'2025-Q4.csv\r\nforecast.csv\r'
  head -c 40000 /dev/zero | openssl enc -aes-128-ctr -K 000102030405060708090a0b0c0d0e0f -iv 00000000000000000000000000000002 |
    put "$archive/out.zip" '2026-01-03 02:57:30'
  ntfs "$work/fin-archive.ntfs" 31 Archive 2048 "$archive" out.zip
  disk "$work/fin-archive.raw" 32 'label: dos
label-id: 0x46494e02
start=2048, size=63488, type=7' "$work/fin-archive.ntfs" 1
  seal "$work/fin-archive.raw" vm-fin-01-data-1 a1b2c3d4-1111-4222-8333-0f1e2d3c4b23
}

make_sql() { # An encrypted volume: a BitLocker volume header in front of bytes that look random.
  {
    printf '\xeb\x58\x90-FVE-FS-\x00\x02\x08'
    head -c 498 /dev/zero
    head -c $((3 * mib / 4 - 512)) /dev/zero | openssl enc -aes-256-ctr -iv 00000000000000000000000000000003 \
      -K 000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f
  } >"$work/sql.fve"
  disk "$work/sql.raw" 32 'label: dos
label-id: 0x53514c01
start=2048, size=63488, type=7, bootable' "$work/sql.fve" 1
  seal "$work/sql.raw" vm-sql-01-os 5c1d7e20-3333-4444-8555-9a8b7c6d5e03
}

make_small_linux() {
  linux_base "$work/small" localhost
  put "$work/small/var/log/auth.log" '2026-01-03 04:00:00' <<<'Jan  3 04:00:00 localhost sshd[811]: Server listening on 0.0.0.0 port 22.'
  ext4 "$work/small.ext4" 62 rootfs 7e2f9b10-5555-4666-8777-0102030405a1 "$work/small"
  disk "$work/small.raw" 64 'label: gpt
label-id: 7E2F9B10-5555-4666-8777-0102030405A0
start=2048, size=126976, type=linux, name=rootfs, uuid=7E2F9B10-5555-4666-8777-0102030405A2' "$work/small.ext4" 1
  seal "$work/small.raw" linux-os 7e2f9b10-5555-4666-8777-0102030405a3

  put "$work/small-data/db/journal.log" '2026-01-03 04:10:00' <<<'checkpoint 000017 complete'
  ext4 "$work/small-data.ext4" 31 data 7e2f9b10-5555-4666-8777-0102030405b1 "$work/small-data"
  disk "$work/small-data.raw" 32 'label: dos
label-id: 0x554c5401
start=2048, size=63488, type=83' "$work/small-data.ext4" 1
  seal "$work/small-data.raw" linux-data 7e2f9b10-5555-4666-8777-0102030405b3
}

report() { # what the usual tools say about each disk
  local raw name start
  for raw in web web-data fin fin-data fin-archive sql small small-data; do
    name=$work/$raw.raw
    printf '\n## %s\n\n```\n$ mmls\n' "$raw"
    mmls "$name" || true
    printf '$ vhdiinfo\n'
    vhdiinfo "$name" | sed -n '3,$p'
    case $raw in sql) ;; fin) start=34816 ;; *) start=2048 ;; esac
    if [ "$raw" != sql ]; then
      printf '$ fls -r -p -o %s   (system files left out)\n' "$start"
      fls -r -p -o "$start" "$name" | grep -v -E '\$|OrphanFiles|lost\+found'
    fi
    printf '```\n'
  done
}

mkdir -p "$out"
make_web
make_fin
make_sql
make_small_linux
report >"$out/REPORT.md"
ls -l "$out"
