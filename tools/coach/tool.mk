COACH := $(TOOLS)/bin/coach
COACH_OBJECTS := $(call object,coach/coach.c coach/exercises.c coach/state.c coach/progress.c \
                   coach/hints.c coach/solution.c coach/reset.c coach/text.c verify/result.c run/terminal.c run/words.c)

$(COACH): $(COACH_OBJECTS)
	$(call link_tool,-ljansson -lcrypto)
