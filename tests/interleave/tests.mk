# The explorer on programs that it doesn't know, and the command as its user types it.

build/tests/test_programs: build/tests/interleave/test_programs.o
	$(call link_test,-ljansson)
build/tests/test_names: build/tests/interleave/test_names.o
	$(call link_test,-ljansson)
build/tests/test_orders: build/tests/interleave/test_orders.o
	$(call link_test,-ljansson)
build/tests/test_command: build/tests/interleave/test_command.o
	$(call link_test,)
build/tests/test_small: build/tests/interleave/test_small.o
	$(call link_test,)
build/tests/test_stepping: build/tests/interleave/test_stepping.o $(call sanitized,$(call object,$(STEPPING))) \
                           $(call object,$(STORY) $(NAMES_PARTS)) $(REPORT_LIBRARY) $(RUN_LIBRARY)
	$(call link_test,-ljansson -ldw -lelf -lm -lseccomp)
build/tests/test_dap: build/tests/interleave/test_dap.o
	$(call link_test,-ljansson)
build/tests/test_cc: build/tests/interleave/test_cc.o
	$(call link_test,)
build/tests/test_layers: build/tests/interleave/test_layers.o
	$(call link_test,)
build/tests/layers.symbols: $(INTERLEAVE_OBJECTS) | build/tests
	@nm -A -P $^ >$@

.PHONY: test-layers
test-layers: build/tests/test_layers build/tests/layers.symbols
	@LAYERS_SYMBOLS=build/tests/layers.symbols LAYERS_ROOT=$(INTERLEAVE_OUT) LAYERS_SOURCES=$(INTERLEAVE_LIB) $<
build/tests/test_sarif: build/tests/interleave/test_sarif.o build/tests/grade/shell.o build/tests/grade/schema.o
	$(call link_test,-ljansson)

.PHONY: test-interleave
test-interleave: build/tests/test_sarif test-layers build/tests/test_programs build/tests/test_orders build/tests/test_names build/tests/test_command build/tests/test_small build/tests/test_cc build/tests/test_stepping build/tests/test_dap $(INTERLEAVE) $(INTERLEAVE_WRAP)
	@INTERLEAVE_PROGRAM=$(INTERLEAVE) build/tests/test_programs --jobs=2
	@INTERLEAVE_PROGRAM=$(INTERLEAVE) build/tests/test_orders --jobs=2
	@INTERLEAVE_PROGRAM=$(INTERLEAVE) build/tests/test_names --jobs=2
	@INTERLEAVE_PROGRAM=$(INTERLEAVE) KIT=. CC=$(CC) build/tests/test_command --jobs=2
	@INTERLEAVE_PROGRAM=$(INTERLEAVE) KIT=. build/tests/test_small --jobs=2
	@INTERLEAVE_PROGRAM=$(INTERLEAVE) CC=$(CC) build/tests/test_cc --jobs=2
	@INTERLEAVE_PROGRAM=$(INTERLEAVE) build/tests/test_stepping --jobs=2
	@INTERLEAVE_PROGRAM=$(INTERLEAVE) build/tests/test_dap --jobs=2
	@INTERLEAVE_PROGRAM=$(INTERLEAVE) build/tests/test_sarif --jobs=2

# The test of programs for aarch64, under qemu and outside of check: PROGRAMS='tests/interleave/programs/*.c'. What it
# unpacks stays in build/aarch64.
QUICK_PROGRAMS := tests/interleave/{lockfree,ordinary}/*.c
.PHONY: aarch64
aarch64: build/tests/test_programs ## builds the explorer for aarch64, and tests it under qemu: PROGRAMS=pattern
	@tests/interleave/aarch64.sh build/aarch64 '$(or $(PROGRAMS),$(QUICK_PROGRAMS))'
.PHONY: dap-tried
dap-tried: $(INTERLEAVE) $(INTERLEAVE_WRAP) ## tries interleave dap with real clients; needs npm; NVIM_DAP=checkout
	@sh tests/interleave/dap-tried/tried.sh $(INTERLEAVE)
