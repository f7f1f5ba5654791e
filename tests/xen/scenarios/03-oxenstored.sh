# oxenstored in place of xenstored: the seed story once more
# Boots: init
# Limit: 300 s
# shellcheck shell=bash

check "the store is oxenstored" pidof oxenstored
# shellcheck source=/dev/null
. /lab/scenarios/02-seed-story.sh
