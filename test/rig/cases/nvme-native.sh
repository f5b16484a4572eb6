#!/bin/bash
# NVMe that the kernel multipaths itself, which is its default: shown, never claimed, never a map; nothing of it is changed but the
# I/O policy, where the site says one.
# rig: when=asked boot=nvme-native timeout=600
. /pathplug/rig/guest/guest.sh

policy() { cat /sys/class/nvme-subsystem/nvme-subsys*/iopolicy; }
property() { udevadm info --query=property --property="$2" --value "/sys/block/$1"; }
said() { journalctl -b --no-pager -o cat -t pathplug; }
# native FILTER   of the subsystem as JSON.
native() { pathplug topology --json | jq -r ".nvmeSubsystems[] | $1"; }

nvmet_create shop namespaces=2 paths=2 model='ACME Rocket' states='optimized non-optimized'
same "the kernel multipaths NVMe" Y "$(cat /sys/module/nvme_core/parameters/multipath)"
check "the host is owned" own_host
nvmet_connect shop
udevadm settle
check "settle returns" pathplug settle --timeout 60
pathplug topology
pathplug topology --json
ls -l /sys/class/nvme-subsystem/*/ /sys/class/nvme/*/ /sys/block

# ── shown ────────────────────────────────────────────────────────────────────────────────────────────────────────────
head=$(basename /sys/class/nvme-subsystem/nvme-subsys*/nvme*n1)
wwid=$(cat "/sys/block/$head/wwid")
same "topology shows the subsystem" "$(nvmet_nqn shop) numa ACME Rocket" "$(native '"\(.nqn) \(.iopolicy) \(.model)"')"
same "with both namespaces" 2 "$(native '.namespaces | length')"
same "and the paths of each" "optimized live
non-optimized live" "$(native '.namespaces[0].paths[] | "\(.anaState) \(.state)"')"
check "with their addresses" eval 'native ".namespaces[0].paths[0].address" | grep -q "traddr=127.0.0.1,trsvcid=$(nvmet_service shop 0)"'
check "as text, too" eval 'pathplug topology | grep -qE "nvme[0-9]+c[0-9]+n1 nvme[0-9]+ tcp traddr=127.0.0.1,trsvcid=[0-9]+(,[^ ]*)? live optimized"'
same "explain: the kernel multipaths it" native-multipath "$(pathplug explain "$head" --json | jq -r .claim.reason)"
pathplug explain "$head"

# ── never touched ────────────────────────────────────────────────────────────────────────────────────────────────────
same "no map" "" "$(maps)"
same "nothing is claimed" "  " "$(property "$head" DM_MULTIPATH_DEVICE_PATH) $(property "$head" PATHPLUG_PATH) $(property "$head" SYSTEMD_READY)"
same "nothing is registered" "" "$(ls /etc/pathplug/luns.d 2>/dev/null)"
same "and no disk is a path" "[]" "$(pathplug list paths --json | jq -c '[.paths[] | select(.dev | startswith("nvme"))]')"
dd if=/dev/urandom of=/run/written bs=64k count=64 status=none
written=$(sha256sum </run/written)
dd if=/run/written of="/dev/$head" bs=64k oflag=direct status=none
nvmet_break shop 0
same "a path is lost: what is read of the kernel's disk is right" "$written" \
  "$(dd if="/dev/$head" bs=64k count=64 iflag=direct status=none | sha256sum)"
check "which topology shows" wait_for '[[ $(native ".namespaces[0].paths[].state" | sort | paste -sd " ") == "connecting live" ]]' 30
pathplug topology
nvmet_mend shop 0
check "and that it is back" wait_for '[[ $(native ".namespaces[0].paths[].state" | paste -sd " ") == "live live" ]]' 60
same "no program of pathplug has made anything of it" "" "$(maps)"

# ── the I/O policy ───────────────────────────────────────────────────────────────────────────────────────────────────
same "nobody has asked for an I/O policy" numa "$(policy)"
mkdir -p /etc/pathplug
while [[ ! -e /run/enough ]]; do
  dd if=/run/written of="/dev/$head" bs=64k oflag=direct status=none || echo "a write failed"
  dd if="/dev/$head" bs=64k count=64 iflag=direct status=none | cmp - /run/written || echo "something else was read"
done >/run/wrong 2>&1 &
carrier=$!
echo '{ "overrides": { "nvme_iopolicy": "round-robin" } }' >/etc/pathplug/pathplug.json
check "the site asks for one, under I/O" pathplug refresh
check "the subsystem has it" wait_for '[[ $(policy) == round-robin ]]' 20
sleep 2
touch /run/enough
wait "$carrier"
same "nothing that was written or read has failed or was lost" "" "$(</run/wrong)"
check "which is said" wait_for 'said | grep -q "nvme-subsys[0-9]*: iopolicy is round-robin; it was numa"' 10
same "with its message id" 1 "$(journalctl -b --no-pager -o cat PATHPLUG_DECISION=iopolicy-set | wc -l)"
udevadm trigger --action=change /sys/class/nvme-subsystem/nvme-subsys*
udevadm settle
same "an event that changes nothing says nothing" 1 "$(journalctl -b --no-pager -o cat PATHPLUG_DECISION=iopolicy-set | wc -l)"
nvmet_disconnect shop
sleep 1
nvmet_connect shop
check "a subsystem that comes has it from the start" wait_for '[[ $(policy) == round-robin ]]' 20
journalctl -b --no-pager -o cat -t pathplug | tail -n 20
echo '{ "overrides": { "nvme_iopolicy": "queue-depth" } }' >/etc/pathplug/pathplug.json
check "the site asks for another one" pathplug refresh
check "which the kernel takes, or it is said that it does not" wait_for \
  '[[ $(policy) == queue-depth ]] || said | grep -q "iopolicy stays round-robin: the kernel does not take queue-depth"' 20
rm /etc/pathplug/pathplug.json
check "nobody asks for one any more" pathplug refresh
udevadm settle
journalctl -b --no-pager -o short-monotonic -t pathplug -t systemd-udevd | tail -n 20
policy
check "the host is given back" disown_host
echo '{ "overrides": { "nvme_iopolicy": "numa" } }' >/etc/pathplug/pathplug.json
before=$(policy)
check "the site of a host that pathplug does not own asks for one" pathplug refresh
udevadm settle
same "nothing is touched there" "$before" "$(policy)"
rm /etc/pathplug/pathplug.json
pathplug refresh
nvmet_remove shop
finish
