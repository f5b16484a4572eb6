#!/bin/sh
# Before udevd ends.
/usr/lib/pathplug/frozen end
