#!/bin/sh
# SPDX-License-Identifier: MIT
#
# usage: tests/accuracy/simulate.sh [OPTION...]
#
# Builds the simulator (in build-test) and prints its whole table; OPTIONs are those of the simulator
# itself (--help lists them). With 8 sheets a cell it reads more than 100,000 marks. The forms of
# the corpus ($OMR_CORPUS, else ../shared/corpus) take part where it is there.
set -eu
cd "$(dirname "$0")/../.."

[ -f build-test/build.ninja ] || meson setup build-test -Dwerror=true >/dev/null
ninja -C build-test tests/accuracy/simulate >/dev/null

set -- --corpus examples "$@"
corpus=${OMR_CORPUS:-../shared/corpus}
if [ -d "$corpus/forms" ]; then
    set -- --corpus "$corpus/forms" "$@"
fi
exec build-test/tests/accuracy/simulate "$@"
