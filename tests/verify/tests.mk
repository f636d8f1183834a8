# The tests of what verify writes. What it finds of real programs is tested by the claims.

build/tests/test_result: build/tests/verify/test_result.o \
                         $(call sanitized,$(call object,kit/result.c common/hash.c))
	$(call link_test,-ljansson -lcrypto)

build/tests/test_verify: build/tests/verify/test_verify.o build/tests/coach/sandbox.o \
                         $(call sanitized,$(call object,kit/result.c common/hash.c) $(RUN_LIBRARY))
	$(call link_test,-lcrypto $(RUN_LIBRARIES))

build/tests/moved: tests/verify/moved.c build/toolchain | $(HAVE)/core build/tests
	@$(CC) $(LANGUAGE) -fPIE -pie $(LLD) -o $@ $<

.PHONY: test-verify
test-verify: build/tests/test_result build/tests/test_verify build/tests/moved $(SANITIZED)/bin/verify
	@build/tests/test_result --jobs=2
	@VERIFY=$(SANITIZED)/bin/verify MOVED=build/tests/moved build/tests/test_verify --jobs=2
