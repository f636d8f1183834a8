# The table of which tool sees which bug, held against what the exercises claim, and made once more.

build/tests/test_compare: build/tests/compare/test_compare.o
	$(call link_test)

.PHONY: test-compare
test-compare: build/tests/test_compare
	@$(MAKE) -s compare RUNS=1 EX= >build/tests/compared.txt
	@EXERCISES='$(EXERCISES)' COMPARED=build/tests/compared.txt $<
