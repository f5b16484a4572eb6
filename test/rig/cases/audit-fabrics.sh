#!/bin/bash
# A path's network swallows every packet while nothing uses the path, and nothing tells: over iSCSI without pings of its own, and
# over NVMe/TCP that the kernel does not multipath. The audit has it out of use before it is needed.
# rig: when=asked boot=nvme-multipath append=nvme_core.multipath=N timeout=900
. /pathplug/rig/guest/guest.sh

said() { journalctl -b --no-pager -o cat -t pathplug; }
# pings PATH   after how many seconds without a word a session asks whether the other side is there, and how long it waits for that.
pings() {
  local session
  iscsi_name net "$1"
  for session in /sys/class/iscsi_session/*; do
    [[ $(<"$session/targetname") == "$REPLY" ]] || continue
    session=${session##*/session}
    echo "$(</sys/class/iscsi_connection/connection"$session":0/recv_tmo) $(</sys/class/iscsi_connection/connection"$session":0/ping_tmo)"
  done
}
at_rest() { ! pgrep -f '/pathplug/(recheck|worker)\.js' >/dev/null; }

# swallow MATCH…   what goes to or comes from there (`ip dst A`, `ip dport N 0xffff`) is lost without a word.
swallow() {
  tc qdisc add dev lo root handle 1: prio bands 4 && tc qdisc add dev lo parent 1:4 handle 40: netem loss 100% || return
  local match
  for match in "$@"; do
    # shellcheck disable=SC2086 # words of tc's own
    tc filter add dev lo parent 1: protocol ip u32 match $match flowid 1:4 || return
  done
}
deliver() { tc qdisc del dev lo root; }

# dies MAP DISK HOW…   the second path of a map is silent: it is out of use within what the audit promises, which is said, and used
# again when it answers.
dies() {
  local map=$1 disk=$2 since
  check "all is at rest" wait_for at_rest 60
  check "$disk: its packets are lost" swallow "${@:3}"
  since=$(now)
  check "it is out of use" wait_for '[[ $(path_states "$map") == AF ]]' 120
  within "within" 90 "$(elapsed "$since")" s
  check "which is said" wait_for 'said | grep -qF "$map: $disk died while nothing used it"' 10
  same "what is read comes by the other path" 0 "$(dd if="/dev/mapper/$map" of=/dev/null bs=4k count=8 iflag=direct status=none && echo $?)"
  deliver
  since=$(now)
  check "its packets arrive: it is used again" wait_for '[[ $(path_states "$map") == AA ]]' 90
  within "after" 40 "$(elapsed "$since")" s
}

modprobe -a sch_prio sch_netem cls_u32
check "the host is owned" own_host

lio_create net luns=1 paths=0 size=8 vendor=NETAPP product='LUN C-Mode' alua=none
check "the LUN is exported" iscsi_export net 2
check "two sessions" iscsi_login net 0 1
check "settle returns" pathplug settle --timeout 150
disk=$(iscsi_disk net 1 0)
map=3$(sed 's/^naa\.//' "/sys/block/$disk/device/wwid")
check "a map of both sessions" wait_for '[[ $(path_states "$map") == AA ]]' 60
# The session's own pings would tell: they are off, as some sites have them.
iscsi_name net 1
for each in interval timeout; do
  iscsiadm --mode node --targetname "$REPLY" --op update --name "node.conn[0].timeo.noop_out_$each" --value 0
done
iscsiadm --mode node --targetname "$REPLY" --logout >/dev/null
iscsiadm --mode node --targetname "$REPLY" --login >/dev/null
check "the session is there again" wait_for '[[ $(path_states "$map") == AA ]]' 60
same "and does not ping" "0 0" "$(pings 1)"
dies "$map" "$(iscsi_disk net 1 0)" "ip dst 127.0.1.2/32" "ip src 127.0.1.2/32"
dmsetup remove --retry "$map"
iscsi_logout net 0 1
iscsi_remove net 2
lio_remove net

nvmet_create shop namespaces=1 paths=2 model='ACME Rocket' states='optimized non-optimized'
nvmet_connect shop >/dev/null
udevadm settle
check "settle returns" pathplug settle --timeout 150
disk=$(nvmet_disk shop 1 1)
map=$(cat "/sys/block/$disk/wwid")
check "a map of both controllers" wait_for '[[ $(path_states "$map") == AA ]]' 60
port=$(nvmet_service shop 1)
dies "$map" "$disk" "ip dport $port 0xffff" "ip sport $port 0xffff"
nvmet_disconnect shop
check "the map goes" wait_for '[[ $(maps) == "" ]]' 60
nvmet_remove shop
finish
