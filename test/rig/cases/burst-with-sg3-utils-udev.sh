#!/bin/bash
# The same burst where sg3_utils' rules give ID_SERIAL: the maps have the same names.
# rig: when=asked with=sg3-utils-udev timeout=600
. /pathplug/test/rig/cases/burst.sh
