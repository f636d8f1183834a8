# Is each exercise whole: invariant, task, hints, fixes, wrong fixes? With EX, one of them.

build/tests/test_rules: build/tests/rules/test_rules.o
	$(call link_test)

.PHONY: test-rules
test-rules: build/tests/test_rules
	@EXERCISES='$(or $(EX),$(EXERCISES))' $<
