# The explorer's proof, held against brute force; and what it saves where locks commute.

build/tests/oracle/operations.o build/tests/oracle/learned_late.o: \
build/tests/oracle/%.o: tests/oracle/%.c tests/oracle/%.h build/toolchain | $(HAVE)/core
	@mkdir -p $(@D)
	@$(CC) $(LANGUAGE) $(TSAN_FLAGS) -c -o $@ $<
build/tests/oracle/system.o: tests/oracle/system.c tests/oracle/system.h \
                             tools/interleave/interleave_weak.h build/toolchain | $(HAVE)/core
	@mkdir -p $(@D)
	@$(CC) $(LANGUAGE) $(TSAN_FLAGS) -c -o $@ $<
build/tests/test_system: build/tests/oracle/test_system.o build/tests/oracle/system.o \
                         build/tests/oracle/ways.o \
                         $(INTERLEAVE_LIBRARY) $(INTERLEAVE_WRAP)
	@$(CC) -pthread $(LLD) -o $@ $(filter %.o %.a,$^) -Wl,@$(INTERLEAVE_WRAP) -lcriterion
build/tests/test_oracle: build/tests/oracle/ways.o
build/tests/oracle/ways.o: tests/oracle/ways.c tests/oracle/ways.h tools/interleave/interleave.h \
                           build/toolchain | $(HAVE)/tests
	@mkdir -p $(@D)
	@$(CC) $(TOOL_LANGUAGE) -Itools/interleave -c -o $@ $<
build/tests/oracle/test_%.o: tests/oracle/test_%.c tests/oracle/operations.h \
                             tools/interleave/interleave.h build/toolchain | $(HAVE)/tests
	@mkdir -p $(@D)
	@$(CC) $(TOOL_LANGUAGE) -Itools/interleave -c -o $@ $<
build/tests/test_oracle build/tests/test_sections build/tests/test_stores build/tests/test_classes \
build/tests/test_divided: \
build/tests/test_%: build/tests/oracle/test_%.o build/tests/oracle/operations.o \
                    $(INTERLEAVE_LIBRARY) $(INTERLEAVE_WRAP)
	@$(CC) -pthread $(LLD) -o $@ $(filter %.o %.a,$^) -Wl,@$(INTERLEAVE_WRAP) -lcriterion
build/tests/test_divided: build/tests/oracle/learned_late.o

# More of them, and larger ones; of all sorts, or of those with SORT in their names.
.PHONY: oracle
oracle: build/tests/test_oracle build/tests/test_system
	@export RACETRACK_ORACLE_PROGRAMS='$(or $(PROGRAMS),3000)' RACETRACK_ORACLE_MOST=400000 \
	    RACETRACK_ORACLE_SEED='$(or $(SEED),1)' RACETRACK_ORACLE_SORT='$(SORT)'; \
	build/tests/test_oracle --jobs=2; oracle=$$?; \
	build/tests/test_system --jobs=2 && exit $$oracle

.PHONY: test-oracle
test-oracle: build/tests/test_oracle build/tests/test_sections build/tests/test_stores \
             build/tests/test_classes build/tests/test_system build/tests/test_divided
	@build/tests/test_oracle --jobs=2
	@build/tests/test_sections --jobs=2
	@build/tests/test_stores --jobs=2
	@build/tests/test_classes --jobs=2
	@build/tests/test_system --jobs=2
	@build/tests/test_divided --jobs=1
