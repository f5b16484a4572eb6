# Waiting by looking, never by sleeping a guessed time.

# now   seconds since boot, with hundredths.
now() { cut -d' ' -f1 /proc/uptime; }

# elapsed SINCE   seconds since a time that `now` gave.
elapsed() { awk -v a="$1" -v b="$(now)" 'BEGIN { printf "%.2f", b - a }'; }

# wait_for CONDITION [TIMEOUT]   looks five times a second until a shell condition holds; fails after TIMEOUT (30) seconds.
wait_for() {
  local deadline=$((SECONDS + ${2:-30}))
  until eval "$1"; do
    if ((SECONDS >= deadline)); then
      echo "waited ${2:-30} s in vain for: $1" >&2
      return 1
    fi
    sleep 0.2
  done
}

# console_mark, console_since MARK   kernel messages that came after a mark.
console_mark() { dmesg | wc -l; }
console_since() { dmesg | tail -n "+$(($1 + 1))"; }

# io_errors_since MARK   lines in which the kernel reports failed I/O to somebody above it. What the kernel itself fails to
# read of a path in standby while it looks for partitions, before the disk is attached and udev hears of it, is left out.
io_errors_since() {
  console_since "$1" | awk '
    match($0, /\[sd[a-z]+\] Attached SCSI/) { attached[substr($0, RSTART + 1, index(substr($0, RSTART), "]") - 2)] = 1 }
    /I\/O error|blk_update_request/ {
      disk = $0
      sub(/.* dev /, "", disk)
      sub(/[ ,].*/, "", disk)
      if (disk !~ /^sd[a-z]+$/ || attached[disk]) print
    }'
}

# reboot_guest [--no-sync]   reboots; the script runs again from its start with RIG_BOOT one higher. Wants rig/run --state; a
# case that reboots is alone in its guest. Without the sync where that would wait for a disk that does not answer.
reboot_guest() {
  echo "$passed $failed" >/rig/tally
  touch /rig/reboot
  [[ ${1:-} == --no-sync ]] || sync
  systemctl reboot
  exit 0
}

# thorough MANY FEW   how often something is done that is done again and again: MANY times where the case was named
# (`npm test -- --only NAME`), FEW in a run of everything, which has to end.
thorough() { if [[ -n ${RIG_THOROUGH:-} ]]; then echo "$1"; else echo "$2"; fi; }
