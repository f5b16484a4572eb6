# Taking one guard out of the installed package, to see that the case which is about it fails without:
#   rig/run --env RIG_WITHOUT=markers test/rig/cases/enabled-while-busy.sh
# A case calls without_guard once, at its start. Each guard is a function of its own, without_NAME.

# without_guard   takes out what RIG_WITHOUT names; nothing where it is empty.
without_guard() {
  [[ -n ${RIG_WITHOUT:-} ]] || return 0
  if ! declare -F "without_$RIG_WITHOUT" >/dev/null; then
    fail "RIG_WITHOUT names a guard" "$RIG_WITHOUT is none of $(declare -F | sed -n 's/^declare -f without_//p' | grep -v '^guard$' | paste -sd' ')"
    finish
  fi
  echo "without $RIG_WITHOUT"
  "without_$RIG_WITHOUT"
}

# without_markers   the claim rule asks no marker of what is in use.
without_markers() {
  sed -i -E '/TEST=="\/run\/pathplug\/in-use\/.*GOTO="pathplug_claim_left"/d' /usr/lib/udev/rules.d/59-pathplug-claim.rules
  ! grep -q 'GOTO="pathplug_claim_left"' /usr/lib/udev/rules.d/59-pathplug-claim.rules || fail "the rule has lost its markers"
  udevadm control --reload
}

# without_armed   the claim rule works on a host that nobody has armed.
without_armed() {
  sed -i -E '/^TEST!="\/run\/pathplug\/armed", GOTO="pathplug_claim_end"/d; s/^IMPORT\{file\}="\/run\/pathplug\/armed"/ENV{PATHPLUG_MODE}="known"/' \
    /usr/lib/udev/rules.d/59-pathplug-claim.rules
  ! grep -q '/run/pathplug/armed' /usr/lib/udev/rules.d/59-pathplug-claim.rules || fail "the rule works without being armed"
  udevadm control --reload
}
