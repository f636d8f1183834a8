# Is each exercise whole: invariant, task, hints, fixes, wrong fixes? With EX, one of them. Does the kit
# keep to its own words (words.txt)? Does each tool keep to the rooms that are meant for it, and does the
# explorer's README name each of its files?

build/tests/test_rules: build/tests/rules/test_rules.o
	$(call link_test)
build/tests/test_words: build/tests/rules/test_words.o build/tests/rules/words.o
	$(call link_test)
build/tests/test_rooms: build/tests/rules/test_rooms.o
	$(call link_test)
build/tests/test_tables: build/tests/rules/test_tables.o
	$(call link_test)

.PHONY: test-rules
test-rules: build/tests/test_rules build/tests/test_words build/tests/test_rooms build/tests/test_tables
	@EXERCISES='$(or $(EX),$(EXERCISES))' $<
	@build/tests/test_words
	@build/tests/test_rooms
	@build/tests/test_tables
