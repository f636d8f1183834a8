# The tests of what verify writes. What it finds is tested by the claims.

build/tests/test_result: build/tests/verify/test_result.o \
                         $(call sanitized,$(call object,verify/result.c))
	$(call link_test,-ljansson -lcrypto)

.PHONY: test-verify
test-verify: build/tests/test_result
	@$< --jobs=2
