# Is each exercise whole: invariant, task, hints, fixes, wrong fixes? With EX, one of them. And does
# the kit keep to its own words (words.txt)?

build/tests/test_rules: build/tests/rules/test_rules.o
	$(call link_test)
build/tests/test_words: build/tests/rules/test_words.o build/tests/rules/words.o
	$(call link_test)

.PHONY: test-rules
test-rules: build/tests/test_rules build/tests/test_words
	@EXERCISES='$(or $(EX),$(EXERCISES))' $<
	@build/tests/test_words
