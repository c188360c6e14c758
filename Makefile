# SPDX-License-Identifier: MIT
# A thin doorway: Meson and Ninja do the work, this file remembers the commands.

BUILD := build

.PHONY: all demo run test bench accuracy fuzz soak format check clean

all: $(BUILD)/build.ninja            # the program, at build/omr
	@ninja -C $(BUILD)

$(BUILD)/build.ninja:
	meson setup $(BUILD) -Dtests=false

demo:                                # set up, build, start a server, read the example through it
	@scripts/setup run
	@$(MAKE) --no-print-directory all
	@scripts/demo

run: all                             # a server on http://127.0.0.1:8080, data in ./omr-data
	$(BUILD)/omr serve --data omr-data

test:                                # everything, under gcc and under clang with sanitizers
	@scripts/setup test
	@tests/run

bench: all                           # timings
	@bench/run

accuracy: all                        # what is read right on real pictures, against the floors
	@tests/accuracy/corpus.py --omr $(BUILD)/omr --seen $(BUILD)/seen
	@tests/accuracy/metamorphic.py --omr $(BUILD)/omr --all
	@tests/accuracy/simulate.sh --sheets 8

fuzz:                                # random input against every parser, for a while
	@tests/fuzz/run

soak: all                            # tasks survive killed workers and servers
	@tests/soak/run

format:                              # lay the sources out as .clang-format says
	@scripts/check-format --fix

check:                               # the quick rules: layers, headers, layout
	@scripts/check-layers
	@scripts/check-headers
	@scripts/check-format

clean:
	rm -rf build build-*
