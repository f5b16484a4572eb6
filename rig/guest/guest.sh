# Sourced by bash scripts that run in the guest: . /pathplug/rig/guest/guest.sh
<<<<<<< HEAD
for part in report wait lio paths qemu-disks node pathplug; do
=======
for part in report wait lio paths qemu-disks pathplug without; do
>>>>>>> 79269e1 (worker: what cannot be finished is parked, a hang holds nobody up, no burst starves; cookies of killed runs are found)
  # shellcheck source=/dev/null
  . "$(dirname "${BASH_SOURCE[0]}")/$part.sh"
done
unset part
