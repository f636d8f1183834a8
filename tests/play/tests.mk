# The tests of the game: what it shows, and the model on explored programs. None needs a terminal;
# make play-tried plays it in one, and make play-all plays it on every program of the kit.

PLAY_SHOWN := $(call sanitized,$(call object,interleave/stepping/stepping_words.c $(addprefix play/,canvas.c view.c source.c keys.c guess.c counted.c) common/text.c))
PLAYED := build/tests/play/played.o $(call sanitized,$(call object,$(addprefix play/,model.c along.c asked.c counted.c) \
              $(STEPPING) $(STORY) $(NAMES_PARTS)) $(REPORT_LIBRARY) $(RUN_LIBRARY))

build/tests/test_view: build/tests/play/test_view.o $(PLAY_SHOWN)
	$(call link_test,-ljansson)
build/tests/test_model: build/tests/play/test_model.o $(PLAYED)
	$(call link_test,-ldw -lelf $(RUN_LIBRARIES))
build/tests/play_all: build/tests/play/play_all.o $(PLAYED)
	@$(CC) $(LLD) $(SANITIZER) -pthread -o $@ $^ -ldw -lelf $(RUN_LIBRARIES)

.PHONY: test-play play-all play-tried
test-play: build/tests/test_view build/tests/test_model $(INTERLEAVE)
	@$(MAKE) programs harness EX=01-counter SOURCE=exercises/01-counter/original.c
	@$(MAKE) programs EX=01-counter SOURCE=solutions/01-counter/lock.c
	@build/tests/test_view
	@EXPLORER=$(INTERLEAVE) build/tests/test_model --jobs=2

play-all: claimed-programs build/tests/play_all $(INTERLEAVE)
	@build/tests/play_all --explorer=$(INTERLEAVE) build/tests/claimed.list

play-tried: $(PLAY) $(INTERLEAVE)
	@sh tests/play/play-tried.sh $(CASES)
