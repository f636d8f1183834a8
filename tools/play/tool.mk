# play: the game. All of it but screen.c needs no ncurses.

PLAY := $(TOOLS)/bin/interleave-play
PLAY_MODEL := $(addprefix play/,model.c along.c keys.c guess.c asked.c source.c canvas.c view.c counted.c)
PLAY_OBJECTS := $(call object,$(PLAY_MODEL) play/play.c play/screen.c play/page.c play/graph.c $(STEPPING) $(STORY) $(NAMES_PARTS))

$(call object,play/screen.c): | $(HAVE)/play
$(PLAY): $(PLAY_OBJECTS) $(REPORT_LIBRARY) $(RUN_LIBRARY) $(KIT_LIBRARY) $(PAGE_LIBRARY)
	$(call link_tool,-lncursesw -ldw -lelf -lcrypto $(RUN_LIBRARIES))

# Where it can be built; all else that is installed needs no ncurses.
.PHONY: install-play
install-play: $(PLAY)
	@install -m 755 $(PLAY) $(DESTDIR)$(PREFIX)/bin/
