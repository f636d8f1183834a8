# The tests of what verify writes. What it finds of real programs is tested by the claims.

build/tests/test_result: build/tests/verify/test_result.o \
                         $(call sanitized,$(call object,verify/result.c))
	$(call link_test,-ljansson -lcrypto)

build/tests/test_verify: build/tests/verify/test_verify.o build/tests/coach/sandbox.o \
                         $(call sanitized,$(call object,verify/result.c) $(RUN_LIBRARY))
	$(call link_test,-ljansson -lcrypto -lm)

.PHONY: test-verify
test-verify: build/tests/test_result build/tests/test_verify $(SANITIZED)/bin/verify
	@build/tests/test_result --jobs=2
	@VERIFY=$(SANITIZED)/bin/verify build/tests/test_verify --jobs=2
