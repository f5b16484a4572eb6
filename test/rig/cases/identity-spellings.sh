#!/bin/bash
# One LUN, three names. For disks of scsi_debug, LIO and QEMU: our kernelId is what the kernel's wwid attribute says,
# our scsiId what scsi_id prints, our sg3Id what sg3_utils' rules store, our WWID what multipath-tools makes of the same
# page 83; and `udevReplace` does to odd strings what udevd's $attr{} does. Nobody owns this host.
# rig: when=asked with=sg3-utils-udev,multipath-tools timeout=600
. /pathplug/rig/guest/guest.sh

# ── disks ────────────────────────────────────────────────────────────────────────────────────────────────────────────
lio_create spell luns=2 paths=1
lio_create short luns=1 paths=1 serial=1f
lio_create dashes luns=1 paths=1 serial=5c2f7a60-9b1e-4f0a-8a53-0d7d2b1f6a
lio_create blanks luns=1 paths=1 vendor='A B' product='C  D' serial='no hex at all '
lio_create odd luns=1 paths=1 vendor='E$F%' product='x;y|z"' serial=$'12\x1b[31m"$(x)'
for array in spell short dashes blanks odd; do lio_plug "$array"; done
modprobe scsi_debug add_host=1 max_luns=2 num_tgts=1 vpd_use_hostno=0 dev_size_mb=8
echo 'ACME' >/sys/module/scsi_debug/parameters/inq_vendor
printf 'a b  c$%%"\\' >/sys/module/scsi_debug/parameters/inq_product
echo 1 >/sys/bus/pseudo/drivers/scsi_debug/add_host
qemu_device '"driver":"virtio-scsi-pci","id":"spelling"'
number=0
while read -r more; do
  qemu_backing "spell$number" 8
  qemu_device "\"driver\":\"scsi-hd\",\"id\":\"spell$number\",\"bus\":\"spelling.0\",\"scsi-id\":$number,\"drive\":\"spell$number\"$more"
  number=$((number + 1))
done <<'END'
,"wwn":5764611469732290481,"vendor":"ATA","product":"Disk"
,"wwn":3458764513820540928,"serial":"LOCAL"
,"wwn":2377900603251621888,"serial":"EXTENDED"
,"serial":"only a serial"
,"device_id":"a device id","serial":"x"
,"device_id":"","wwn":7205759403792793601
END
wait_for "[[ \$(scsi_disks | wc -l) -ge $((6 + 4 + number)) ]]" 30
udevadm settle --timeout=60
mapfile -t disks < <(scsi_disks)
echo "${#disks[@]} disks"

# ── the kernel, scsi_id, sg3_utils ───────────────────────────────────────────────────────────────────────────────────
# A copy of what sysfs has, without udev's database: then `explain` says what it makes of the pages itself.
tree=/run/spelling
for disk in "${disks[@]}"; do
  mkdir -p "$tree/sys/block/$disk/device"
  for file in dev size device/{vendor,model,rev,type,state,inquiry,vpd_pg80,vpd_pg83}; do
    cp "/sys/block/$disk/$file" "$tree/sys/block/$disk/$file" 2>/dev/null
  done
done
mkdir -p "$tree/usr/lib/udev/rules.d"
# spelled ID DISK   one of the ids in `explain --json`, read from the copy.
spelled() { pathplug explain "$2" --json --sysroot "$tree" 2>/dev/null | jq -r ".identity.$1 // \"\""; }

declare -A ours
for disk in "${disks[@]}"; do
  said=$(pathplug explain "$disk" --json --sysroot "$tree" 2>/dev/null)
  ours[$disk]=$(jq -r '.identity.wwid // ""' <<<"$said")
  kernel=$(sed 's/[ \t]*$//' "/sys/block/$disk/device/wwid" 2>/dev/null)
  named="$disk ($(sed 's/ *$//' "/sys/block/$disk/device/vendor"))"
  same "$named: kernelId is the kernel's wwid" "$kernel" "$(jq -r '.identity.kernelId // ""' <<<"$said")"
  scsi_id=$(/usr/lib/udev/scsi_id --export --whitelisted --device="/dev/$disk" | sed -n 's/^ID_SERIAL=//p')
  same "$named: scsiId is scsi_id's" "$scsi_id" "$(jq -r '.identity.idSerial // ""' <<<"$said")"
done
rule=/usr/lib/udev/rules.d/55-scsi-sg3_id.rules
if [[ -e $rule ]]; then
  touch "$tree$rule"
  for disk in "${disks[@]}"; do
    # Where sg3_utils' rules find nothing, scsi_id's answer stays.
    stored=$(udevadm info -q property -n "/dev/$disk")
    serial=$(sed -n 's/^ID_SERIAL=//p' <<<"$stored")
    mine=$(spelled idSerial "$disk")
    if grep -q '^SCSI_IDENT_SERIAL=\|^SCSI_IDENT_LUN' <<<"$stored" && [[ -n $mine ]]; then
      same "$disk: sg3Id is ID_SERIAL" "$serial" "$mine"
    else
      same "$disk: sg3_utils' rules give no id and neither do we" "" "$mine"
    fi
  done
fi

# ── multipath-tools ──────────────────────────────────────────────────────────────────────────────────────────────────
if command -v multipath >/dev/null; then
  cat >/etc/multipath.conf <<'END'
defaults {
	find_multipaths off
}
overrides {
	uid_attribute ""
}
blacklist_exceptions {
	property ".*"
}
END
  multipath -v3 -d >/results/multipath.log 2>&1
  for disk in "${disks[@]}"; do
    # An id may end with a line feed; where it was read from stands behind it.
    theirs=$(sed -nE "s/.*[ |]$disk: uid = //p" /results/multipath.log | head -n 1 | sed -E 's/ \((sysfs|sgio|sg)\)$//')
    same "$disk: our WWID is multipath-tools'" "$theirs" "${ours[$disk]}"
  done
  rm -f /etc/multipath.conf
fi

# ── udevd's replacement ──────────────────────────────────────────────────────────────────────────────────────────────
disk=${disks[0]}
model=$(realpath "/sys/block/$disk/device")/model
mkdir -p /etc/udev/rules.d
echo "KERNEL==\"$disk\", ENV{SPELLED}=\"[\$attr{device/model}]\"" >/etc/udev/rules.d/01-spelling.rules
udevadm control --reload
texts=(plain 'two  words ' '  leading' 'a"b' "a'b" 'a$b%c' 'a;b|c&d' 'a/../b' 'a\b' 'a\x41b' 'a\' '*?[a]{b}' '<a>~`^!()' 'a,b=c@d#e+f:g'
  $'tab\there' $'esc\e[31m' $'bell\a\x7f' $'\xc3\xa4\xe2\x82\xac' $'\xc3' $'a\xff\xfeb' $'\xc2\x9b31m' $'\xe2\x80\xaeright' $'\xf0\x9f\x92\xbe' $'\xed\xa0\x80'
  $'\xef\xbf\xbe' $'\xef\xb7\x90' $'\xc0\xaf' $'new\nline' $'cr\r' $'\v\f' $'a\u00a0b')
expected=$(for text in "${texts[@]}"; do printf '%s' "$text" | od -An -v -tx1 | tr -d ' \n' && echo; done |
  node /pathplug/.rig/bundles/udev-replace.mjs)
actual=$(for text in "${texts[@]}"; do
  printf '%s\n' "$text" >/run/played
  mount --bind /run/played "$model"
  udevadm trigger --settle --action=change "/sys/block/$disk" </dev/null
  umount "$model"
  sed -n 's/^E:SPELLED=\[\(.*\)\]$/\1/p' "/run/udev/data/b$(<"/sys/block/$disk/dev")" | tr -d '\n' | od -An -v -tx1 | tr -d ' \n'
  echo
done)
same "udevReplace: ${#texts[@]} odd strings as udevd stores them" "$expected" "$actual"

rm -f /etc/udev/rules.d/01-spelling.rules
udevadm control --reload
rm -rf "$tree"
for ((number--; number >= 0; number--)); do qemu_unplug "spell$number" "spell$number"; done
qemu_unplug spelling
modprobe -r scsi_debug
for array in spell short dashes blanks odd; do lio_remove "$array"; done
finish
