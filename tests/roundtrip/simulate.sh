#!/bin/sh
# SPDX-License-Identifier: MIT
#
# usage: simulate.sh MAKE-FORMS SIMULATE [OPTION...]
#
# Lets the simulator of tests/accuracy read sheets of generated forms too. OPTIONs are its own.
set -eu
make_forms=$1
simulate=$2
shift 2
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
"$make_forms" "$folder"
"$simulate" --corpus "$folder" "$@"
