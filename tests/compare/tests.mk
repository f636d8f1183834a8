# The table of which tool sees which bug, held against what the exercises claim.

build/tests/test_compare: build/tests/compare/test_compare.o
	$(call link_test)

.PHONY: test-compare
test-compare: build/tests/test_compare
	@EXERCISES='$(EXERCISES)' $<
