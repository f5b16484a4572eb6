# The CPU time of a unit whose runs come and go: a control group ends with its run, and systemd logs only what took long.

# count_runs UNIT   from now on all runs of it are counted, in a slice of their own.
count_runs() {
  printf '[Service]\nSlice=counted.slice\n' | unit_drop_in "$1"
  systemctl start counted.slice
}

# counted   what they have used so far, microseconds.
counted() { awk '$1 == "usage_usec" { print $2 }' /sys/fs/cgroup/counted.slice/cpu.stat; }
