#!/bin/bash
# Where multipathd is enabled or runs, or rules of multipath-tools decide beside ours, pathplug stands back: the host is not
# armed, apply and assemble exit 75, nothing changes, doctor says it. Started after the host was armed, multipathd disarms it.
# rig: boot=busy with=btrfs-progs,multipath-tools timeout=600
. /pathplug/rig/guest/guest.sh
without_guard
systemctl disable --quiet --now multipathd.service multipathd.socket 2>/dev/null
pid=/run/multipathd.pid

lio_create peer luns=2 paths=2 vendor=NETAPP product='LUN C-Mode' states='optimized nonoptimized'
lio_plug peer 0
udevadm settle --timeout=60
mkdir -p /etc/pathplug
printf 'PATHPLUG_OWNER=pathplug\nPATHPLUG_MODE=known\n' >/etc/pathplug/owner
systemctl start pathplug-assemble.path
log_dmsetup /run/dmsetup.log

# stands_back WHEN CODE
stands_back() {
  rm -f /run/pathplug/armed
  systemctl restart pathplug-arm.service
  check "$1: the host is not armed" test ! -e /run/pathplug/armed
  check "$1: the journal says why" grep -q "stands back: $2" <(journalctl -b --no-pager -o cat -u pathplug-arm.service | tail -n 5)
  same "$1: doctor says it" "bad" "$(pathplug doctor --json | jq -r --arg code "$2" '.checks[] | select(.code == $code) | .verdict' | head -n 1)"
  pathplug enable --yes --mode listed >/dev/null 2>&1
  same "$1: enable is refused" 1 $?
  same "$1: the owner file is as before" "PATHPLUG_MODE=known" "$(tail -n 1 /etc/pathplug/owner)"
}
# refused WHEN   what is done by hand.
refused() {
  pathplug apply >/dev/null 2>&1
  same "$1: apply exits 75" 75 $?
  pathplug assemble >/dev/null 2>&1
  same "$1: assemble exits 75" 75 $?
}
# unchanged WHEN
unchanged() {
  udevadm trigger --settle --action=add --subsystem-match=block
  same "$1: no path is claimed by pathplug" "" "$(for disk in $(lio_disks peer); do udevadm info -q property -n "/dev/$disk" | grep PATHPLUG; done)"
  same "$1: no table is loaded" 0 "$(table_loads /run/dmsetup.log)"
}

systemctl enable --quiet multipathd.service
stands_back "multipathd is enabled" multipathd-active
refused "multipathd is enabled"
unchanged "multipathd is enabled"
systemctl disable --quiet multipathd.service
systemctl start multipathd.service
wait_for '[[ -s $pid || -s /run/multipathd/multipathd.pid ]]' 30
stands_back "multipathd runs" multipathd-active
refused "multipathd runs"
unchanged "multipathd runs"
systemctl stop multipathd.service multipathd.socket

echo 'SUBSYSTEM=="block", KERNEL=="sd*", IMPORT{program}="/usr/sbin/multipath -u %k"' >/etc/udev/rules.d/40-multipath.rules
stands_back "a rule that runs multipath -u before ours" rules-rival
refused "a rule that runs multipath -u before ours"
ln -sf /dev/null /etc/udev/rules.d/40-multipath.rules
systemctl restart pathplug-arm.service
check "masked: the host is armed" test -e /run/pathplug/armed
rm /etc/udev/rules.d/40-multipath.rules

# ── started after arming ─────────────────────────────────────────────────────────────────────────────────────────────
udevadm trigger --settle --action=add --subsystem-match=block
check "settle returns" pathplug settle --timeout 120
same "armed: a map for each LUN" 2 "$(maps | wc -l)"
systemctl start multipathd.service
wait_for '[[ -s $pid || -s /run/multipathd/multipathd.pid ]]' 30
: >/run/dmsetup.log
lio_plug peer 1
wait_for '[[ ! -e /run/pathplug/armed ]]' 60
check "multipathd is started on an armed host: the next event disarms it" test ! -e /run/pathplug/armed
check "settle returns" pathplug settle --timeout 120
same "and pathplug has loaded no table" 0 "$(table_loads /run/dmsetup.log)"
refused "multipathd was started"
systemctl stop multipathd.service multipathd.socket

lio_remove_maps peer
lio_remove peer
finish
